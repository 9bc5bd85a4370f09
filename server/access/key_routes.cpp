// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/key_routes.h"

#include "server/access/ceremony_json.h"
#include "server/access/key_page.h"
#include "shared/access/security_key.h"
#include "shared/base/derived_ids.h"

namespace ok::access {
namespace {

using Held = std::shared_ptr<net::Responder>;

Held hold(net::Responder respond) { return std::make_shared<net::Responder>(std::move(respond)); }

net::HttpResponse refusal(const Problem& why) { return net::HttpResponse::problem(statusOf(why), why); }

net::HttpResponse reply(int status, std::string json) {
    auto out = net::HttpResponse::json(status, std::move(json));
    out.headers.set("Cache-Control", "no-store");
    return out;
}

std::string textAt(JsonView place, std::string_view key) { return std::string(place[key].text().value_or("")); }

/// A browser's PublicKeyCredential as JSON; what is missing stays empty and is refused as unreadable.
KeyAnswer answerIn(JsonView credential) {
    const JsonView said = credential["response"];
    return {textAt(credential, "id"), textAt(said, "clientDataJSON"), textAt(said, "authenticatorData"), textAt(said, "signature"),
            textAt(said, "userHandle")};
}

/// Either `{name, primary, credential}` or the specification's flat `{clientDataJSON, attestationObject, nickname}`.
EnrolKey enrolmentIn(JsonView body) {
    const JsonView credential = body["credential"].exists() ? body["credential"] : body;
    const JsonView said = credential["response"].exists() ? credential["response"] : credential;
    EnrolKey out;
    out.name = body["name"].exists() ? textAt(body, "name") : textAt(body, "nickname");
    out.clientData = textAt(said, "clientDataJSON");
    out.attestationObject = textAt(said, "attestationObject");
    out.discoverable = credential["clientExtensionResults"]["credProps"]["rk"].boolean().value_or(false);
    out.primary = body["primary"].boolean().value_or(false);
    return out;
}

struct Room {
    RouteParts parts;
    FactorDesk& desk;

    /// The person behind a request; programs with tokens of their own have no keys.
    Result<SecurityContext> person(const net::HttpRequest& request) const {
        OK_ASSIGN(SecurityContext who, contextOf(request, parts.sessions));
        if (who.actor.type != ActorType::human || !who.session.known() || !who.client.empty()) {
            return problem("not_a_person", "only a signed-in person has keys and codes");
        }
        who.source = "api";
        return who;
    }
    /// By the server for that person: what needs the server's dice.
    template <class C>
    void asServer(const net::HttpRequest& request, net::Responder respond, const std::function<C(const SecurityContext&)>& make,
                  std::function<net::HttpResponse(const std::string&)> answer) const {
        auto who = person(request);
        if (!who.ok()) return respond(refusal(who.problem()));
        const C command = make(*who);
        who->roles = {"system"};
        parts.gate.submit(std::move(*who), {freshCommandId(parts.dice), std::string(C::card.name), toJson(command)},
                          [held = hold(std::move(respond)), answer = std::move(answer)](const CommandAnswer& got) {
                              (*held)(got.reply.ok() ? answer(*got.reply) : refusal(got.reply.problem()));
                          });
    }
    void begin(const net::HttpRequest& request, net::Responder respond, const std::string& purpose,
               std::string (*options)(const Ceremony&)) const {
        asServer<BeginCeremony>(request, std::move(respond), [this, purpose](const SecurityContext& who) {
            BeginCeremony command{.purpose = purpose, .binding = who.session.str()};
            parts.dice(command.random.bytes);
            if (const auto user = UserId::parse(who.actor.id); user.ok()) command.user = *user;
            return command;
        }, [options](const std::string& json) {
            const auto asked = fromJson<Ceremony>(json);
            return asked.ok() ? reply(200, options(*asked)) : refusal(asked.problem());
        });
    }
    /// A command of the person's own, made from the body.
    template <class C>
    void own(const net::HttpRequest& request, net::Responder respond, const C& command) const {
        submitFor(parts, request, C::card.name, toJson(command), std::move(respond), [](const CommandAnswer& got) {
            return got.reply.ok() ? reply(200, *got.reply) : refusal(got.reply.problem());
        });
    }
    /// The same answer of a key again, after a reply that was lost: the same key, and 200 instead of 201 (F09.R1.A6).
    void finish(const net::HttpRequest& request, net::Responder respond, const EnrolKey& command) const {
        auto who = contextOf(request, parts.sessions);
        if (!who.ok()) return respond(refusal(who.problem()));
        who->source = "api";
        const std::string body = toJson(command);
        const CommandId once = commandIdFrom(who->tenant, "enrol:" + who->session.str() + ":" + sha256(body).hex());
        parts.gate.submit(std::move(*who), {once, std::string(EnrolKey::card.name), body}, [held = hold(std::move(respond))](const CommandAnswer& got) {
            (*held)(got.reply.ok() ? reply(got.repeated ? 200 : 201, *got.reply) : refusal(got.reply.problem()));
        });
    }
    void list(const net::HttpRequest& request, net::Responder respond) const;
};

struct KeyList {
    std::vector<SecurityKey> items;
    bool totp = false;
    int recoveryCodes = 0;
    KeyPolicy policy;
};
BOOST_DESCRIBE_STRUCT(KeyList, (), (items, totp, recoveryCodes, policy))

void Room::list(const net::HttpRequest& request, net::Responder respond) const {
    const auto who = person(request);
    if (!who.ok()) return respond(refusal(who.problem()));
    const Held held = hold(std::move(respond));
    desk.read([held, tenant = who->tenant, user = who->actor.id](Store& store) {
        KeyList out;
        store.documents(tenant).readByKey(SecurityKey::viewKind, "user", user, [&](std::string_view, std::string_view body) {
            if (auto key = fromJson<SecurityKey>(body); key.ok() && key->state != KeyState::removed) out.items.push_back(std::move(*key));
        });
        if (const auto body = store.documents(tenant).read(UserFactors::viewKind, user)) {
            const auto factors = fromJson<UserFactors>(*body);
            if (factors.ok()) out.totp = factors->totp, out.recoveryCodes = factors->recoveryCodes;
        }
        if (const auto body = store.documents(tenant).read(KeyPolicy::viewKind, "keys")) {
            if (auto policy = fromJson<KeyPolicy>(*body); policy.ok()) out.policy = std::move(*policy);
        }
        // Which addresses are whose is for administrators.
        out.policy.networks.clear();
        (*held)(reply(200, toJson(out)));
    }, [held](const Problem& why) { (*held)(refusal(why)); });
}

/// A handler of the parsed body.
template <class Handle>
net::HttpHandler withBody(Handle handle) {
    return [handle](const net::HttpRequest& request, net::Responder respond) {
        const auto body = parseJson(request.body.empty() ? "{}" : request.body);
        if (!body.ok()) return respond(net::HttpResponse::problem(400, body.problem()));
        handle(request, body->root(), std::move(respond));
    };
}

std::function<void(Result<SignInReply>)> signedIn(net::Responder respond) {
    return [held = hold(std::move(respond))](Result<SignInReply> got) {
        (*held)(got.ok() ? reply(200, toJson(*got)) : refusal(got.problem()));
    };
}

void addOwnRoutes(net::Router& router, const std::shared_ptr<const Room>& room) {
    const net::RouteOptions big{.bodyLimit = 64 * 1024};
    const auto options = [room](const net::HttpRequest& request, net::Responder respond) {
        room->begin(request, std::move(respond), "enrol", creationOptions);
    };
    router.post("/v1/keys/options", options);
    router.get("/webauthn/registration/options", options);
    const auto finish = withBody([room](const net::HttpRequest& request, JsonView body, net::Responder respond) {
        room->finish(request, std::move(respond), enrolmentIn(body));
    });
    router.post("/v1/keys", finish, big);
    router.post("/webauthn/registration/finalize", finish, big);
    router.get("/v1/keys", [room](const net::HttpRequest& request, net::Responder respond) { room->list(request, std::move(respond)); });
    router.post("/v1/keys/{id}/rename", withBody([room](const net::HttpRequest& request, JsonView body, net::Responder respond) {
        room->own(request, std::move(respond), RenameKey{KeyId::parse(request.param("id")).valueOr({}), textAt(body, "name")});
    }));
    router.post("/v1/keys/{id}/primary", [room](const net::HttpRequest& request, net::Responder respond) {
        room->own(request, std::move(respond), MakeKeyPrimary{KeyId::parse(request.param("id")).valueOr({})});
    });
    router.post("/v1/keys/{id}/remove", withBody([room](const net::HttpRequest& request, JsonView body, net::Responder respond) {
        room->own(request, std::move(respond),
                  RemoveKey{KeyId::parse(request.param("id")).valueOr({}), textAt(body, "reason"),
                            KeyId::parse(textAt(body, "primary")).valueOr({}), body["last"].boolean().value_or(false)});
    }));
    router.post("/v1/step-up/options", [room](const net::HttpRequest& request, net::Responder respond) {
        room->begin(request, std::move(respond), "step_up", [](const Ceremony& asked) { return requestOptions(asked); });
    });
    router.post("/v1/step-up", withBody([room](const net::HttpRequest& request, JsonView body, net::Responder respond) {
        room->own(request, std::move(respond), StepUp{answerIn(body)});
    }), big);
}

void addCodeRoutes(net::Router& router, const std::shared_ptr<const Room>& room) {
    const auto drawn = [room](std::size_t bytes) {
        Bytes raw(bytes);
        room->parts.dice(raw);
        return Secret{toHex(raw)};
    };
    const auto plain = [](const std::string& json) { return reply(200, json); };
    router.post("/v1/totp", [room, drawn, plain](const net::HttpRequest& request, net::Responder respond) {
        room->asServer<MakeTotp>(request, std::move(respond), [drawn](const SecurityContext&) { return MakeTotp{drawn(20)}; }, plain);
    });
    router.post("/v1/recovery-codes", [room, drawn, plain](const net::HttpRequest& request, net::Responder respond) {
        room->asServer<MakeRecoveryCodes>(request, std::move(respond), [drawn](const SecurityContext&) { return MakeRecoveryCodes{drawn(100)}; }, plain);
    });
    router.post("/v1/totp/confirm", withBody([room](const net::HttpRequest& request, JsonView body, net::Responder respond) {
        room->own(request, std::move(respond), ConfirmTotp{Secret{textAt(body, "code")}});
    }));
    router.post("/v1/totp/remove", withBody([room](const net::HttpRequest& request, JsonView body, net::Responder respond) {
        room->own(request, std::move(respond), RemoveTotp{Secret{textAt(body, "code")}});
    }));
}

void addSignInRoutes(net::Router& router, const std::shared_ptr<const Room>& room) {
    const net::RouteOptions big{.bodyLimit = 64 * 1024};
    const auto asked = [](net::Responder respond, const std::string& attempt) {
        return [held = hold(std::move(respond)), attempt](Result<Ceremony> got) {
            (*held)(got.ok() ? reply(200, requestOptions(*got, attempt)) : refusal(got.problem()));
        };
    };
    router.post("/v1/session/factor/options", withBody([room, asked](const net::HttpRequest&, JsonView body, net::Responder respond) {
        room->desk.ask(textAt(body, "ticket"), asked(std::move(respond), ""));
    }));
    router.post("/v1/session/factor", withBody([room](const net::HttpRequest& request, JsonView body, net::Responder respond) {
        room->desk.check({textAt(body, "ticket"), textAt(body, "kind"), Secret{textAt(body, "code")}, answerIn(body["credential"])},
                         request.remoteAddress, signedIn(std::move(respond)));
    }), big);
    router.post("/v1/session/key/options", withBody([room, asked](const net::HttpRequest&, JsonView body, net::Responder respond) {
        std::array<std::uint8_t, 16> raw{};
        room->parts.dice(raw);
        const std::string attempt = toBase64Url(raw);
        room->desk.askAnybody(textAt(body, "utility"), attempt, asked(std::move(respond), attempt));
    }));
    router.post("/v1/session/key", withBody([room](const net::HttpRequest& request, JsonView body, net::Responder respond) {
        room->desk.checkAnybody({textAt(body, "utility"), textAt(body, "attempt"), textAt(body, "device").substr(0, 200),
                                 textAt(body, "device_key"), answerIn(body["credential"])},
                                request.remoteAddress, signedIn(std::move(respond)));
    }), big);
}

}  // namespace

void addKeyRoutes(net::Router& router, RouteParts parts, FactorDesk& desk) {
    const auto room = std::make_shared<const Room>(Room{std::move(parts), desk});
    addOwnRoutes(router, room);
    addCodeRoutes(router, room);
    addSignInRoutes(router, room);
    addKeyPage(router);
}

}  // namespace ok::access
