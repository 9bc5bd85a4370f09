// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// From the provider's webhook to the operator's map: 200 signed texts a second into the whole server, 20 consoles
// connected. Nineteen check every entry as a witness; the twentieth is the real console (TLS, sign-in, sync, cache, map),
// and a report counts as seen when a frame that shows it has been drawn. Bound: p95 one second (main job, "Numbers").
// The server's headers come first: Qt makes `emit` a macro.
#include "tests/support/sample_house.h"
#include "tests/support/sync_fixture.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QQuickWidget>
#include <QSettings>
#include <QTest>
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

#include "app/console/console_session.h"
#include "app/map/map_panel.h"

namespace {

using namespace ok;
using Clock = std::chrono::steady_clock;

constexpr int witnesses = 19;
constexpr int perSecond = 200;
constexpr int texts = perSecond * 5;
constexpr int senders = 8;

/// NPA-555-01xx, one made-up customer each: numbers of the sample utility.
std::string phoneOf(int i) { return "+1" + std::to_string(201 + i / 100) + "5550" + std::to_string(100 + i % 100); }

/// Texts at a steady beat, each from its own customer; when each was sent.
std::vector<Clock::time_point> sendTexts(const test::SampleHouse& house, std::atomic<int>& refused) {
    std::vector<Clock::time_point> sent(texts);
    const auto start = Clock::now() + std::chrono::milliseconds(50);
    std::vector<std::thread> threads;
    std::mutex mutex;
    std::condition_variable beat;
    for (int s = 0; s < senders; ++s) {
        threads.emplace_back([&, s] {
            test::HttpClient client(house.http());
            for (int i = s; i < texts; i += senders) {
                {
                    std::unique_lock lock(mutex);
                    beat.wait_until(lock, start + std::chrono::microseconds(1'000'000LL * i / perSecond), [] { return false; });
                }
                sent[static_cast<std::size_t>(i)] = Clock::now();
                const auto answer = house.text(client, "SM" + std::to_string(100'000 + i), phoneOf(i), "power is out");
                if (!answer.ok() || answer->status != 200) ++refused;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    return sent;
}

bool line(const char* name, double figure, double bound) {
    const bool good = figure <= bound;
    std::printf("bench %s: figure=%.1f unit=ms bound=%g ratio=%.2f %s\n", name, figure, bound, bound / figure, good ? "ok" : "SLOW");
    return good;
}

double percentile(std::vector<double>& values, std::size_t percent) {
    std::sort(values.begin(), values.end());
    return values[values.size() * percent / 100];
}

/// The console's own end: which reports are on the map, and since when a drawn frame shows them.
struct Operator {
    explicit Operator(app::ConsoleSession& given) : session(given) {
        QObject::connect(&session.store(), &app::ConsoleStore::changed, [this](const app::StoreChange& change) {
            for (const QString& id : change.reports) {
                const auto* report = session.store().report(id);
                if (report && report->placed && !seen.contains(id)) fresh.insert(id);
            }
        });
    }
    void drawWhatIsNew() {
        if (fresh.isEmpty()) return;
        session.window().map()->quick()->grabFramebuffer();
        const auto now = Clock::now();
        for (const QString& id : fresh) seen.insert(id, now);
        fresh.clear();
    }
    app::ConsoleSession& session;
    QSet<QString> fresh;
    QHash<QString, Clock::time_point> seen;
};

}  // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    test::SampleHouse house(OK_SOURCE_DIR);
    const std::string token = house.signIn("jonas");
    std::atomic<bool> over{false};
    std::atomic<std::int64_t> checked{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < witnesses; ++i) {
        threads.emplace_back([&] {
            auto client = test::FrameClient::connect(house.http());
            client.join(token);
            while (!over && client.take(client.next())) checked += static_cast<std::int64_t>(client.sequences.size() > 0);
        });
    }
    QSettings settings(QString::fromStdString(house.dir.file("console.ini")), QSettings::IniFormat);
    app::ConsoleOptions options;
    options.places.mapDir = QStringLiteral(OK_SOURCE_DIR "/resources/map");
    options.fields = {QString::fromStdString(house.httpsUrl), QStringLiteral("bluegrass"), QStringLiteral("maria"),
                      QString::fromLatin1(test::samplePassword)};
    options.unattended = true;
    app::ConsoleSession session(application, settings, options);
    QObject::connect(&session, &app::ConsoleSession::failed, [](const QString& why) { std::printf("%s\n", qPrintable(why)); });
    session.begin();
    if (!QTest::qWaitFor([&] { return session.online() && !session.store().utility().name.isEmpty(); }, 30'000)) {
        std::printf("bench webhook_to_map: the console did not come online SLOW\n");
        std::fflush(stdout);
        std::_Exit(1);
    }
    Operator maria(session);
    std::atomic<int> refused{0};
    std::vector<Clock::time_point> sent;
    std::atomic<bool> allSent{false};
    std::thread provider([&] {
        sent = sendTexts(house, refused);
        allSent = true;
    });
    QElapsedTimer patience;
    patience.start();
    while (patience.elapsed() < 30'000 && (!allSent || maria.seen.size() < texts)) {
        QApplication::processEvents(QEventLoop::AllEvents, 5);
        maria.drawWhatIsNew();
    }
    provider.join();

    // A report's id is not told to the provider; its sending is the one of the same rank in time of receipt.
    std::vector<std::pair<Instant, Clock::time_point>> arrived;
    for (auto it = maria.seen.begin(); it != maria.seen.end(); ++it) {
        arrived.emplace_back(session.store().report(it.key())->received, it.value());
    }
    std::sort(arrived.begin(), arrived.end());
    std::sort(sent.begin(), sent.end());
    std::vector<double> delays;
    for (std::size_t i = 0; i < arrived.size() && i < sent.size(); ++i) {
        delays.push_back(std::chrono::duration<double, std::milli>(arrived[i].second - sent[i]).count());
    }
    bool good = refused == 0 && delays.size() == texts;
    if (!good) std::printf("bench webhook_to_map: %zu of %d reports seen, %d refused SLOW\n", delays.size(), texts, refused.load());
    if (!delays.empty()) {
        line("webhook_to_map_p50", percentile(delays, 50), 1000);
        good &= line("webhook_to_map_p95", percentile(delays, 95), 1000);
    }
    over = true;
    house.house.stop();  // ends the witnesses' connections
    for (std::thread& thread : threads) thread.join();
    return good ? 0 : 1;
}
