// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/public_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "shared/base/time_zone.h"
#include "shared/comms/email_html.h"
#include "shared/comms/page_map.h"
#include "shared/comms/page_style.h"
#include "shared/comms/page_words.h"
#include "shared/comms/wording.h"

namespace ok::comms {
namespace {

std::string_view code(Language language) { return language == Language::en ? "en" : "es"; }

std::string sayAt(Instant t, const PageModel& model, Language language) {
    const auto local = localTime(t, model.zone);
    return local.ok() ? sayTime(local->civil, language) : toIso(t).substr(0, 16) + "Z";
}

std::string timeTag(Instant t, const PageModel& model, Language language) {
    return fmt::format("<time datetime=\"{}Z\">{}</time>", toIso(t).substr(0, 19), escapeHtml(sayAt(t, model, language)));
}

class Page {
  public:
    Page(const PageModel& model, Language language, int page, Instant now, MapBudget budget)
        : m_model(model), m_language(language), m_page(std::clamp(page, 1, pageCount(model))), m_now(now), m_budget(budget),
          m_areas(areasInOrder(model)) {
        for (const PageArea* a : m_areas) {
            if (a->status == PageStatus::restored) continue;
            ++m_open;
            m_customers += a->customersOut;
        }
    }

    [[nodiscard]] std::string html() const {
        const std::string title = word("title", {{"utility", escapeHtml(m_model.utility)}});
        return fmt::format("<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">"
                           "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{}</title>"
                           "<link rel=\"alternate\" type=\"application/geo+json\" href=\"/o/{}/incidents.geojson\">"
                           "<style>{}</style></head>\n<body>{}{}\n<main id=\"main\">\n{}{}{}{}</main>\n{}</body></html>\n",
                           code(m_language), title, m_model.slug, pageStyle, header(title), drill(), summary(), map(), tellUs(),
                           list(), footer());
    }

  private:
    [[nodiscard]] std::string word(std::string_view key, const PhraseValues& values = {}) const {
        return pageWord(key, m_language, values);
    }

    [[nodiscard]] std::string link(int page, Language language) const {
        std::string query = language == Language::es ? "?lang=es" : "";
        if (page > 1) query += fmt::format("{}page={}", query.empty() ? "?" : "&amp;", page);
        return fmt::format("/o/{}{}", m_model.slug, query);
    }

    [[nodiscard]] std::string header(const std::string& title) const {
        const Language other = m_language == Language::en ? Language::es : Language::en;
        return fmt::format("<a class=\"skip\" href=\"#list\">{}</a><header><div><h1>{}</h1><a href=\"{}\" lang=\"{}\" hreflang=\"{}\">{}</a>"
                           "</div></header>", word("skip"), title, link(1, other), code(other), code(other), word("other_language"));
    }

    [[nodiscard]] std::string drill() const {
        return m_model.drill ? fmt::format("<p class=\"drill\" role=\"alert\">{}</p>", word("drill")) : std::string();
    }

    [[nodiscard]] std::string summary() const {
        const std::string when = m_model.updatedAt.known()
                                     ? word("last_update", {{"when", timeTag(m_model.updatedAt, m_model, m_language)}})
                                     : word("no_update");
        if (m_open == 0) {
            return fmt::format("<section class=\"card now\" aria-labelledby=\"h-now\"><h2 id=\"h-now\">{}</h2><p>{} {}</p><p class=\"when\">{}</p></section>\n",
                               word("summary"), word("all_fine"), word("all_fine_hint"), when);
        }
        return fmt::format("<section class=\"card now\" aria-labelledby=\"h-now\"><h2 id=\"h-now\">{}</h2><p><b>{}</b> {}</p><p><b>{}</b> {}</p>"
                           "<p class=\"when\">{}</p></section>\n",
                           word("summary"), sayCount(m_customers), word("customers_out"), sayCount(m_open), word("areas_out"), when);
    }

    [[nodiscard]] std::string map() const {
        const std::string svg = mapSvg(m_model, word("map_title", {{"utility", m_model.utility}}),
                                       word("map_desc", {{"areas", sayCount(m_open)}}), m_budget);
        if (svg.empty()) return {};
        std::string key;
        for (const char* c : {"s1", "s2", "s3", "s4", "b"}) {
            const std::string name = std::string("legend.") + (c[0] == 'b' ? "b" : std::string(1, c[1]));
            const int radius = c[0] == 'b' ? 7 : 3 + 2 * (c[1] - '0');
            key += fmt::format("<li><svg viewBox=\"0 0 26 26\" aria-hidden=\"true\"><circle class=\"{}\" cx=\"13\" cy=\"13\" r=\"{}\"/></svg>{}</li>",
                               c, radius, word(name));
        }
        return fmt::format("<figure class=\"card\"><h2>{}</h2>{}<figcaption><b>{}</b><ul class=\"key\">{}</ul></figcaption></figure>\n",
                           word("map"), svg, word("legend"), key);
    }

    [[nodiscard]] std::string tellUs() const {
        std::string items = fmt::format("<li><a href=\"/report/{}{}\">{}</a></li>", m_model.slug,
                                        m_language == Language::es ? "?lang=es" : "", word("tell_us.form"));
        if (!m_model.smsNumber.empty()) items += fmt::format("<li>{}</li>", word("tell_us.sms", {{"sms", escapeHtml(m_model.smsNumber)}}));
        if (!m_model.phone.empty()) items += fmt::format("<li>{}</li>", word("tell_us.phone", {{"phone", escapeHtml(m_model.phone)}}));
        return fmt::format("<section class=\"card tell\" aria-labelledby=\"h-tell\"><h2 id=\"h-tell\">{}</h2><ul>{}</ul><p><b>{}</b></p><p>{}</p></section>\n",
                           word("tell_us"), items, word("safety"), word("honest"));
    }

    [[nodiscard]] std::string etaSentence(const PageArea& a) const {
        if (a.status == PageStatus::restored) return {};
        const EtaPhrase p = sayableEta(a.eta, m_now);
        const bool promise = a.nextUpdate > m_now;
        PhraseValues values;
        std::string key;
        switch (p.form) {
            case EtaForm::none: key = promise ? "eta.none" : "eta.none.open"; break;
            case EtaForm::passed: key = promise ? "eta.passed" : "eta.passed.open"; break;
            case EtaForm::exact: key = "eta.exact"; values["eta"] = timePlaceholder(p.until); break;
            case EtaForm::range: key = "eta.range"; values["eta"] = rangePlaceholder(p.from, p.until); break;
            case EtaForm::rough_range: key = "eta.rough_range"; values["eta"] = rangePlaceholder(p.from, p.until); break;
        }
        if (promise) values["next"] = timePlaceholder(a.nextUpdate);
        const auto said = fillPlaceholders(phrase(key, m_language, values), {m_model.zone, m_language, {}, {}});
        return said.ok() ? *said : std::string();
    }

    [[nodiscard]] std::string item(const PageArea& a, std::size_t number) const {
        const std::string name = a.name.empty() ? word("area_unnamed", {{"number", std::to_string(number)}})
                                                : fmt::format("{}. {}", number, escapeHtml(a.name));
        const std::string customers = a.customersOut == 0   ? word("customers.none")
                                      : a.customersOut == 1 ? word("customers.one")
                                                            : word("customers.other", {{"count", sayCount(a.customersOut)}});
        std::string more = word("status." + enumKey(a.status)) + ".";
        if (const std::string cause = phrase("cause." + a.causeKey, m_language); !cause.empty()) more += " " + cause;
        if (a.startedAt.known()) more += " " + word("since", {{"when", timeTag(a.startedAt, m_model, m_language)}}) + ".";
        const std::string eta = etaSentence(a);
        const std::string kind = a.status == PageStatus::restored ? "b" : std::to_string(sizeClass(a.customersOut));
        return fmt::format("<li class=\"k{}\"><h3>{}</h3><p>{}</p>{}<p class=\"more\">{}</p></li>\n", kind, name, customers,
                           eta.empty() ? std::string() : fmt::format("<p class=\"eta\">{}</p>", escapeHtml(eta)), more);
    }

    static std::string enumKey(PageStatus s) {
        constexpr std::string_view keys[] = {"detected", "confirmed", "assigned", "restoring", "restored"};
        return std::string(keys[static_cast<int>(s)]);
    }

    [[nodiscard]] std::string list() const {
        if (m_areas.empty()) return "<div id=\"list\"></div>";
        const std::size_t first = static_cast<std::size_t>(m_page - 1) * areasAPage;
        std::string items;
        for (std::size_t i = first; i < std::min(m_areas.size(), first + areasAPage); ++i) items += item(*m_areas[i], i + 1);
        return fmt::format("<section class=\"card list\" id=\"list\" aria-labelledby=\"h-list\"><h2 id=\"h-list\">{}</h2>\n<ol class=\"areas\">{}</ol>{}</section>\n",
                           word("list"), items, pages());
    }

    // The first, the last and the neighbours: a storm has dozens of pages.
    [[nodiscard]] std::string pages() const {
        const int last = pageCount(m_model);
        if (last <= 1) return {};
        std::string items;
        for (int p = 1; p <= last; ++p) {
            if (p != 1 && p != last && std::abs(p - m_page) > 3) continue;
            const std::string label = word("page", {{"number", std::to_string(p)}});
            items += p == m_page ? fmt::format("<li><span aria-current=\"page\" aria-label=\"{}\">{}</span></li>", label, p)
                                 : fmt::format("<li><a href=\"{}#list\" aria-label=\"{}\">{}</a></li>", link(p, m_language), label, p);
        }
        return fmt::format("<nav aria-label=\"{}\"><ul>{}</ul></nav>", word("pages"), items);
    }

    [[nodiscard]] std::string footer() const {
        return fmt::format("<footer><p>{} <a href=\"/o/{}/incidents.geojson\">{}</a></p></footer>\n",
                           word("times", {{"zone", escapeHtml(zoneShown())}}), m_model.slug, word("feed"));
    }

    [[nodiscard]] std::string zoneShown() const {
        const auto local = localTime(m_now, m_model.zone);
        return local.ok() ? local->abbreviation : "UTC";
    }

    const PageModel& m_model;
    Language m_language;
    int m_page;
    Instant m_now;
    MapBudget m_budget;
    std::vector<const PageArea*> m_areas;
    int m_open = 0;
    int m_customers = 0;
};

}  // namespace

int pageCount(const PageModel& model) {
    return std::max(1, (static_cast<int>(model.areas.size()) + areasAPage - 1) / areasAPage);
}

std::string publicPage(const PageModel& model, Language language, int page, Instant now) {
    // The list is bounded by its page, so the map gives way when bytes run short.
    constexpr MapBudget budgets[] = {{150, 400, 2}, {80, 250, 3}, {40, 150, 4}, {20, 80, 6}, {0, 40, 8}, {0, 0, 8}};
    std::string out;
    for (const MapBudget& budget : budgets) {
        out = Page(model, language, page, now, budget).html();
        if (out.size() <= largestPage) break;
    }
    return out;
}

std::string troublePage(PageTrouble why) {
    const bool unknown = why == PageTrouble::unknown_utility;
    const auto part = [](std::string_view lang, std::string_view title, std::string_view text) {
        return fmt::format("<section class=\"card\" lang=\"{}\"><h2>{}</h2><p>{}</p></section>", lang, title, text);
    };
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        "<title>{}</title><style>{}</style></head><body><header><div><h1>OutageKit</h1></div></header><main>{}{}</main></body></html>\n",
        unknown ? "Page not found" : "Not available right now", pageStyle,
        unknown ? part("en", "There is no such page", "Please check the address.")
                : part("en", "We cannot show outages right now", "We are working on it. To report an outage, please call your utility."),
        unknown ? part("es", "Esta página no existe", "Revise la dirección, por favor.")
                : part("es", "No podemos mostrar los apagones ahora", "Estamos trabajando en ello. Para avisar de un apagón, llame a su compañía."));
}

}  // namespace ok::comms
