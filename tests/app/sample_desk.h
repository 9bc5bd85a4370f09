// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A made-up storm evening in a made-up town, and a command port that remembers: what the console's tests work on.
#pragma once
#include <vector>

#include "app/desk/desk_context.h"

namespace ok::app::sample {

/// 26 Sep 2024 22:40 UTC: every test's `now`.
inline constexpr Instant kNow = Instant::fromSeconds(1'727'390'400);

struct Options {
    int incidents = 24;
    int reports = 900;
    bool drill = false;
};
[[nodiscard]] StoreBatch storm(const Options& options = {});
/// For the benchmark: `reports` points and `polygons` incidents over one county.
[[nodiscard]] StoreBatch bigStorm(int reports, int polygons);

class RecordingPort : public CommandPort {
  public:
    std::vector<OutgoingCommand> sent;
    CommandReply answer;
    void send(OutgoingCommand command, ReplyHandler done) override {
        sent.push_back(std::move(command));
        answer.commandId = QStringLiteral("c%1").arg(sent.size());
        if (done) done(answer);
    }
};

/// A server of canned answers: by path, 404 for every other one. Answers come at once.
class RecordedData : public DataPort {
  public:
    QHash<QString, DataReply> answers;
    std::vector<DataRequest> asked;
    void put(const QString& path, const QByteArray& body) { answers.insert(path, {200, {}, {}, body, {}}); }
    void ask(QObject*, DataRequest request, DataHandler done) override {
        asked.push_back(request);
        done(answers.value(request.path, {404, QStringLiteral("not_found"), QStringLiteral("nothing here"), {}, {}}));
    }
    void fetch(QObject* who, const QString& path, const QString&, ProgressHandler, DataHandler done) override {
        ask(who, {.path = path.section(QLatin1Char('?'), 0, 0)}, std::move(done));
    }
};

/// Store, ports, theme and a fixed time, ready for a panel. The viewer may do everything a person can.
struct Desk {
    ConsoleStore store;
    RecordingPort port;
    Theme theme;
    RecordedData data;
    Permits permits;
    DeskContext context{store, port, theme, [] { return kNow; }, data, permits};
    Desk() { permits.setRoles({QStringLiteral("operator"), QStringLiteral("approver"), QStringLiteral("admin")}); }
};

}  // namespace ok::app::sample
