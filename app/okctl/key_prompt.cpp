// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/okctl/key_prompt.h"

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

#include "app/keys/web_json.h"

namespace ok::okctl {
namespace {

template <class Answer, class Ask>
Result<Answer> withPin(const Ask& ask) {
    std::fputs("touch your security key when it blinks\n", stderr);
    Result<Answer> said = ask(std::string());
    while (!said.ok() && (said.problem().code == "pin_needed" || said.problem().code == "pin_wrong")) {
        if (said.problem().code == "pin_wrong") {
            std::fprintf(stderr, "that is not the key's PIN; %s tries are left\n", said.problem().details.at("tries").c_str());
        }
        OK_ASSIGN(const std::string pin, askHidden("PIN of the key: "));
        if (pin.empty()) return problem("key_cancelled", "no PIN was typed");
        said = ask(pin);
    }
    return said;
}

std::string factorBody(const std::string& ticket, const std::string& kind, const std::string& code, const std::string& credential) {
    JsonWriter out;
    out.beginObject();
    out.plainKey("code");
    out.text(code);
    out.plainKey("credential");
    out.raw(credential.empty() ? "null" : credential);
    out.plainKey("kind");
    out.text(kind);
    out.plainKey("ticket");
    out.text(ticket);
    out.endObject();
    return out.take();
}

bool isAppCode(const std::string& code) {
    return code.size() == 6 && std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<std::string> askHidden(const char* what) {
    termios before{};
    if (tcgetattr(STDIN_FILENO, &before) != 0) return problem("no_terminal", "there is no terminal to ask on");
    std::fputs(what, stderr);
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    std::string answer;
    std::getline(std::cin, answer);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::fputc('\n', stderr);
    return answer;
}

Result<app::KeySaid> askKey(app::KeyDevice& device, const app::KeyAsk& ask) {
    return withPin<app::KeySaid>([&](const std::string& pin) { return device.assertion(ask, pin); });
}

Result<app::KeyMade> enrolKey(app::KeyDevice& device, const app::KeyEnrolAsk& ask) {
    return withPin<app::KeyMade>([&](const std::string& pin) { return device.enrol(ask, pin); });
}

Result<std::string> finishSignIn(ApiClient& api, app::KeyDevice& device, const Problem& why, const std::string& given) {
    const auto detail = [&why](const char* name) {
        const auto found = why.details.find(name);
        return found == why.details.end() ? std::string() : found->second;
    };
    const std::string ticket = detail("ticket");
    std::string code = given;
    if (code.empty() && detail("methods").starts_with("key")) {
        OK_ASSIGN(const std::string text, api.call("POST", "/v1/session/factor/options", factorBody(ticket, "key", "", "")));
        OK_ASSIGN(const auto options, parseJson(text));
        OK_ASSIGN(const app::KeyAsk ask, app::assertionAsked(options.root(), api.url()));
        const auto said = askKey(device, ask);
        if (said.ok()) return api.call("POST", "/v1/session/factor", factorBody(ticket, "key", "", app::credentialJson(*said)));
        const bool codesToo = detail("methods").find(',') != std::string::npos;
        if (!codesToo || said.problem().code == "key_cancelled") return said.problem();
        std::fprintf(stderr, "okctl: %s\n", said.problem().message.c_str());
    }
    if (code.empty()) {
        OK_ASSIGN(code, askHidden("code of your app, or a recovery code: "));
    }
    return api.call("POST", "/v1/session/factor", factorBody(ticket, isAppCode(code) ? "totp" : "recovery", code, ""));
}

Status stepUp(ApiClient& api, app::KeyDevice& device) {
    OK_ASSIGN(const std::string text, api.call("POST", "/v1/step-up/options", "{}"));
    OK_ASSIGN(const auto options, parseJson(text));
    OK_ASSIGN(const app::KeyAsk ask, app::assertionAsked(options.root(), api.url()));
    OK_ASSIGN(const app::KeySaid said, askKey(device, ask));
    const auto answer = api.call("POST", "/v1/step-up", app::credentialJson(said));
    return answer.ok() ? Status() : Status(answer.problem());
}

}  // namespace ok::okctl
