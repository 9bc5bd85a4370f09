// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl approvals: what waits for other people, as an approver at a shell sees and decides it. The same questions and commands as the
// console's, with the session that `okctl login` keeps.
//
//     okctl approvals list
//     okctl approvals review 018f...                what would leave, beside what is published
//     okctl approvals release 018f... 4f2a9c...     the fingerprint that the review showed
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "app/okctl/api_client.h"
#include "app/okctl/clock.h"
#include "app/okctl/commands.h"
#include "app/okctl/review_text.h"
#include "shared/approvals/approval_commands.h"
#include "shared/approvals/override_review.h"

namespace ok::okctl {
namespace {

using namespace approvals;

constexpr std::size_t shortestPrint = 12;   // digits of a fingerprint that name a version well enough

struct ApprovalOptions {
    std::string file, id, print, reason, state = "pending", zone = "UTC", locale = "en-US", body, checklist, item, justification;
    int version = 0;
    bool json = false, whole = false;
};
using Options = std::shared_ptr<ApprovalOptions>;

struct ListReply {
    std::vector<Approval> approvals;
    std::string nextCursor;
};
BOOST_DESCRIBE_STRUCT(ListReply, (), (approvals, nextCursor))

struct CommandReply {
    RawJson reply;
};
BOOST_DESCRIBE_STRUCT(CommandReply, (), (reply))

int tell(const Result<std::string>& said) {
    if (!said.ok()) return complainAbout(said.problem());
    std::fputs(said->c_str(), stdout);
    return 0;
}

Result<std::string> line(const Result<std::string>& answer) {
    if (!answer.ok()) return answer.problem();
    return *answer + "\n";
}

Result<ReviewReply> ask(ApiClient& api, const ApprovalOptions& o) {
    OK_ASSIGN(const ApprovalId id, ApprovalId::parse(o.id));
    OK_ASSIGN(const std::string answer, api.command(std::string(Review::card.name), toJson(Review{id, o.version, {o.zone, o.locale}})));
    OK_ASSIGN(const CommandReply reply, fromJson<CommandReply>(answer));
    return fromJson<ReviewReply>(reply.reply.text);
}

bool beginsWith(const Digest& digest, const std::string& given) { return given.size() >= shortestPrint && digest.hex().starts_with(given); }

/// The digest that was seen: given whole, or its first digits, which must then be those of the last version.
Result<Digest> seen(ApiClient& api, const ApprovalOptions& o) {
    if (o.print.size() == 64) return Digest::parse(o.print);
    OK_ASSIGN(const ReviewReply last, ask(api, o));
    if (o.print.empty()) return last.digest;
    if (beginsWith(last.digest, o.print)) return last.digest;
    return problem("approval_digest_mismatch", "the last version has the fingerprint `" + last.digest.hex() + "`, not `" + o.print + "`: review it again (at least 12 digits are compared)");
}

template <class C>
Result<std::string> carryOut(ApiClient& api, const ApprovalOptions& o, const C& command) {
    return line(api.command(std::string(C::card.name), toJson(command), {}, o.justification));
}

Result<std::string> list(ApiClient& api, const ApprovalOptions& o) {
    OK_ASSIGN(const std::string answer, api.call("GET", "/v1/approvals?limit=200&state=" + o.state));
    if (o.json) return answer + "\n";
    OK_ASSIGN(const ListReply read, fromJson<ListReply>(answer));
    return queueText(read.approvals, systemNow());
}

Result<std::string> review(ApiClient& api, const ApprovalOptions& o) {
    OK_ASSIGN(const ReviewReply reply, ask(api, o));
    return o.json ? toJson(reply) + "\n" : reviewText(reply, systemNow(), o.whole);
}

Result<std::string> release(ApiClient& api, const ApprovalOptions& o) {
    OK_ASSIGN(const ApprovalId id, ApprovalId::parse(o.id));
    OK_ASSIGN(const Digest digest, seen(api, o));
    return carryOut(api, o, Release{id, digest, o.reason});
}

Result<std::string> reject(ApiClient& api, const ApprovalOptions& o) {
    OK_ASSIGN(const ApprovalId id, ApprovalId::parse(o.id));
    return carryOut(api, o, Reject{id, o.reason});
}

Result<std::string> amend(ApiClient& api, const ApprovalOptions& o) {
    OK_ASSIGN(const ApprovalId id, ApprovalId::parse(o.id));
    std::ifstream in(o.body, std::ios::binary);
    if (!in) return problem("file_not_found", "cannot read `" + o.body + "`");
    OK_ASSIGN(const std::string body, canonicalJson(std::string(std::istreambuf_iterator<char>(in), {})));
    OK_ASSIGN(const Digest digest, seen(api, o));
    return carryOut(api, o, Amend{id, digest, RawJson{body}, o.reason});
}

Result<std::string> resnapshot(ApiClient& api, const ApprovalOptions& o) {
    OK_ASSIGN(const ApprovalId id, ApprovalId::parse(o.id));
    OK_ASSIGN(const Digest digest, seen(api, o));
    return carryOut(api, o, Resnapshot{id, digest});
}

Result<std::string> cancel(ApiClient& api, const ApprovalOptions& o) {
    OK_ASSIGN(const ApprovalId id, ApprovalId::parse(o.id));
    OK_ASSIGN(const Digest digest, seen(api, o));
    return carryOut(api, o, Cancel{id, digest, o.reason});
}

/// What was shown as different must be what is different now: its digest is named.
Result<std::string> acknowledge(ApiClient& api, const ApprovalOptions& o) {
    OK_ASSIGN(const ReviewReply last, ask(api, o));
    const Digest drift = last.drift.digest();
    if (!beginsWith(drift, o.print)) return problem("drift_moved_on", "what is different now is `" + drift.hex().substr(0, 16) + "`, not `" + o.print + "`: review it again");
    return carryOut(api, o, AcknowledgeDrift{last.approval, last.digest, drift});
}

Result<std::string> attest(ApiClient& api, const ApprovalOptions& o) {
    OK_ASSIGN(const ApprovalId id, ApprovalId::parse(o.id));
    OK_ASSIGN(const Digest digest, seen(api, o));
    return carryOut(api, o, Attest{id, digest, o.checklist, o.item});
}

Result<std::string> askOverride(ApiClient& api, const ApprovalOptions& o) {
    if (!o.body.empty()) {
        std::ifstream in(o.body, std::ios::binary);
        if (!in) return problem("file_not_found", "cannot read `" + o.body + "`");
        OK_ASSIGN(const std::string body, canonicalJson(std::string(std::istreambuf_iterator<char>(in), {})));
        return carryOut(api, o, OverrideDraft{o.id, RawJson{body}, o.reason});
    }
    OK_ASSIGN(const ApprovalId id, ApprovalId::parse(o.id));
    OK_ASSIGN(const Digest digest, seen(api, o));
    return carryOut(api, o, Override{id, digest, o.reason});
}

Result<std::string> confirmOverride(ApiClient& api, const ApprovalOptions& o) {
    OK_ASSIGN(const ApprovalId id, ApprovalId::parse(o.id));
    OK_ASSIGN(const Digest digest, seen(api, o));
    return carryOut(api, o, ConfirmOverride{id, digest});
}

struct OverridesReply {
    std::vector<OverrideReview> items;
};
BOOST_DESCRIBE_STRUCT(OverridesReply, (), (items))

/// What was let out in an emergency and nobody has looked at since.
Result<std::string> overrides(ApiClient& api, const ApprovalOptions& o) {
    OK_ASSIGN(const std::string answer, api.call("GET", "/v1/documents/override_review?limit=200&key=state&value=" + std::string(o.whole ? "done" : "open")));
    if (o.json) return answer + "\n";
    OK_ASSIGN(const OverridesReply read, fromJson<OverridesReply>(answer));
    return overridesText(read.items);
}

Result<std::string> reviewOverride(ApiClient& api, const ApprovalOptions& o) { return carryOut(api, o, ReviewOverride{o.id, o.reason}); }

using Step = Result<std::string> (*)(ApiClient&, const ApprovalOptions&);

CLI::App* add(CLI::App& group, Program& program, const Options& options, const char* name, const char* about, Step step) {
    auto* command = group.add_subcommand(name, about);
    command->add_option("--session", options->file, "where `okctl login` keeps the session; else $OKCTL_SESSION, else the user's state directory");
    command->callback([options, &program, step] {
        ApiClient api(ApiPlace{});
        const Status ready = api.resume(sessionFile(options->file));
        program.exitCode = ready.ok() ? tell(step(api, *options)) : complainAbout(ready.problem());
    });
    return command;
}

void addReading(CLI::App& group, Program& program, const Options& o) {
    auto* all = add(group, program, o, "list", "what waits, the most urgent first", list);
    all->add_option("--state", o->state, "pending, released, rejected, expired, failed, cancelled or invalidated")->capture_default_str();
    auto* one = add(group, program, o, "review", "what would leave, beside what is published; what is different since; the risk; the keys", review);
    one->add_option("id", o->id, "the request")->required();
    one->add_option("--version", o->version, "an older version; without it, the last");
    one->add_option("--zone", o->zone, "times in this zone, such as America/New_York")->capture_default_str();
    one->add_option("--locale", o->locale, "and written as there, such as en-US")->capture_default_str();
    one->add_flag("--whole", o->whole, "what stays the same too");
    auto* left = add(group, program, o, "overrides", "what was let out in an emergency and has to be looked at afterwards", overrides);
    left->add_flag("--done", o->whole, "those that were looked at");
    for (auto* each : {all, one, left}) each->add_flag("--json", o->json, "the server's answer as it is");
}

void addDeciding(CLI::App& group, Program& program, const Options& o) {
    const auto step = [&](const char* name, const char* about, Step run) {
        auto* made = add(group, program, o, name, about, run);
        made->add_option("id", o->id, "the request")->required();
        made->add_option("--justification", o->justification, R"(the reason, where the utility asks for one, as JSON: {"reason_code":"...","rationale":"..."})");
        return made;
    };
    auto* yes = step("release", "turn your key for exactly the version that was reviewed", release);
    yes->add_option("fingerprint", o->print, "that the review showed, at least its first 12 digits")->required();
    yes->add_option("--reason", o->reason, "why you agree; may be left out");
    auto* no = step("reject", "close it; whoever asked reads why", reject);
    auto* other = step("amend", "another body of the same command: a new version, of which you are the author", amend);
    other->add_option("--file", o->body, "the body as JSON")->required();
    auto* anew = step("resnapshot", "freeze it anew, as the world is now: a new version", resnapshot);
    auto* back = step("cancel", "take one's own request back", cancel);
    for (auto* each : {no, other, back}) each->add_option("--reason", o->reason, "stays in the log")->required();
    auto* saw = step("acknowledge", "say that you have seen what is different since", acknowledge);
    saw->add_option("drift", o->print, "that the review showed, at least its first 12 digits")->required();
    auto* done = step("attest", "say that an item of a checklist is done, for this version", attest);
    done->add_option("checklist", o->checklist, "its name")->required();
    done->add_option("item", o->item, "the item")->required();
    auto* glass = step("override", "in an emergency: with a second person's word within three minutes it leaves at once", askOverride);
    glass->get_option("id")->description("the request; with --draft the command that would be sent, such as comms.send_broadcast");
    glass->add_option("--draft", o->body, "nobody has asked for its release yet: the command's body as JSON");
    glass->add_option("--reason", o->reason, "at least 20 characters; stays in the log")->required();
    auto* word = step("confirm-override", "the second person's word for an emergency", confirmOverride);
    word->add_option("fingerprint", o->print, "that the review showed, at least its first 12 digits")->required();
    auto* looked = step("review-override", "close the task that an emergency left; by somebody who was no part of it", reviewOverride);
    looked->add_option("--findings", o->reason, "at least 20 characters; stays in the log")->required();
    for (auto* each : {other, anew, back, done, glass}) each->add_option("--fingerprint", o->print, "of the version that was seen; without it, the last one");
}

}  // namespace

void addApprovalsCommand(CLI::App& app, Program& program) {
    const auto options = std::make_shared<ApprovalOptions>();
    auto* group = app.add_subcommand("approvals", "what waits for other people: review it, turn a key, say no");
    group->require_subcommand(1);
    addReading(*group, program, options);
    addDeciding(*group, program, options);
}

}  // namespace ok::okctl
