// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The settings: roles and their scopes chosen and drawn on a map (F02.R7.A1), assignments of many with a result for each (F02.R7.A5),
// effective rights and a question in somebody's name (F02.R7.A2, F02.R7.A4), versions with their steps and changes (F02.R6.A1 to
// A6), the dry run of mapping rules (F02.R3.A6), sessions. Canned answers. Pictures: <build>/screens/settings-*.png.
#include "tests/app/settings_desk.h"

namespace ok::app {
namespace {

TEST(SettingsPages, TheKeyPolicyShowsWhoLacksWhatAndWhatHelps) {  // F09.R4.A7
    Settings s;
    s.desk.data.put(QStringLiteral("/v1/keys/status"), R"({"policy_id":"keys/7","state":"enforced","changed_at":"2024-09-26T08:00:00.000000Z","changed_by":"ada","roles":["operator"],"environments":["live"],"regions":["US-NC"],"concerned":3,"compliant":1,"noncompliant":2})");
    s.desk.data.put(QStringLiteral("/v1/keys/violations"), R"({"items":[{"type":"keys_missing","user":"u1","login":"jonas","roles":["operator"],"environment":"live","region":"","detail":"2","count":1,"last_seen_at":"2024-09-26T22:00:00.000000Z","guidance":"enrol_keys","link":"/sign-in"},{"type":"regions","user":"u2","login":"maria","roles":["operator"],"environment":"live","region":"US-OH","detail":"","count":4,"last_seen_at":"2024-09-26T21:00:00.000000Z","guidance":"use_known_network","link":"/sign-in"}],"total":2})");
    auto* page = s.open("key_policy");
    auto* table = tableIn(page, "Violations");
    ASSERT_EQ(table->model()->rowCount(), 2);
    const auto cell = [&](int row, int column) { return table->model()->index(row, column).data().toString(); };
    EXPECT_EQ(cell(0, 0), QStringLiteral("jonas"));
    EXPECT_EQ(cell(0, 1), QStringLiteral("Too few keys: 2 more needed"));
    EXPECT_EQ(cell(0, 2), QStringLiteral("Enrol more keys on the sign-in page"));
    EXPECT_EQ(cell(1, 5), QStringLiteral("US-OH"));
    QString all;
    for (auto* each : page->findChildren<QLabel*>()) all += each->text() + QLatin1Char('\n');
    EXPECT_TRUE(all.contains(QStringLiteral("1 of 3 people have the keys their roles ask for."))) << qPrintable(all);
    EXPECT_TRUE(all.contains(QStringLiteral("keys/7")));
    auto* kind = page->findChild<QComboBox*>();
    ASSERT_NE(kind, nullptr);
    kind->setCurrentIndex(kind->findData(QStringLiteral("regions")));
    ASSERT_EQ(table->model()->rowCount(), 1);
    EXPECT_EQ(cell(0, 0), QStringLiteral("maria"));
    shot(s.window->settingsWindow(), "key-policy");
}

TEST(SettingsPages, AKeyAlertShowsItsPlaceAsAPinAndLeadsToItsEntries) {  // F09.R6.A6, F09.R6.A7
    Settings s;
    s.desk.permits.setRoles({QStringLiteral("admin"), QStringLiteral("auditor")});
    s.desk.data.put(QStringLiteral("/v1/keys/reports/organisation"), R"({"report":{"anomalies":[{"type":"access.factor_alert","at":"2024-09-26T20:00:00.000000Z","entry":"e-1","user":"u-1","login":"jonas","prior_regions":[]},{"type":"access.region_alert","at":"2024-09-26T21:00:00.000000Z","entry":"e-2","user":"u-2","login":"maria","address":"198.51.100.9","region":"US-OH","prior_regions":["US-NC"],"position":{"lon":-82.45,"lat":35.62}}],"by_event_type":{"assertion":41,"break_glass":2},"break_glass":{"approved":1,"expired":1}},"report_signature":{}})");
    auto* page = s.open("key_alerts");
    auto* table = tableIn(page, "Key alerts");
    ASSERT_EQ(table->model()->rowCount(), 2);
    EXPECT_EQ(table->model()->index(0, 1).data().toString(), QStringLiteral("First use from a new place")) << "the newest first";
    EXPECT_EQ(table->model()->index(0, 5).data().toString(), QStringLiteral("US-NC"));
    auto* map = page->findChild<AreaMap*>();
    ASSERT_NE(map, nullptr);
    ASSERT_EQ(map->pins().size(), 1u);
    EXPECT_EQ(map->pins()[0].name, QStringLiteral("US-OH"));
    EXPECT_FALSE(map->pins()[0].chosen);
    table->selectRow(0);
    EXPECT_TRUE(map->pins()[0].chosen);
    QString all;
    for (auto* each : page->findChildren<QLabel*>()) all += each->text() + QLatin1Char('\n');
    EXPECT_TRUE(all.contains(QStringLiteral("maria used a key from US-OH (198.51.100.9)."))) << qPrintable(all);
    EXPECT_TRUE(all.contains(QStringLiteral("Emergency overrides: approved 1, expired 1."))) << qPrintable(all);
    QSignalSpy wanted(page, &Page::pageWanted);
    buttonIn(page, "Show in the log")->click();
    ASSERT_EQ(wanted.size(), 1);
    EXPECT_EQ(wanted[0][0].toString(), QStringLiteral("search"));
    EXPECT_EQ(wanted[0][1].toMap().value(QStringLiteral("type")).toString(), QStringLiteral("access.region_alert"));
    EXPECT_EQ(wanted[0][1].toMap().value(QStringLiteral("object")).toString(), QStringLiteral("u-2"));
    shot(s.window->settingsWindow(), "key-alerts");
}

TEST(SettingsPages, EmergenciesAreLookedAtBySomebodyWhoWasPartOfNeitherHalf) {  // F02.R2.A6
    Settings s;
    const char* one = R"({"approval":"01922b00-0000-7000-8000-000000000001","command":"comms.send_broadcast","subjects":[],"emergency":{"id":"o1","state":"confirmed","by":{"type":"human","id":"u-anna"},"justification":"gas leaks at the school, everybody has to know","scope":{"channels":["sms"],"territories":["north"],"severities":["major"],"content_types":["etr"],"audience":1204},"started_at":"2024-09-26T21:00:00.000000Z","confirm_by":"2024-09-26T21:03:00.000000Z","ends_at":"2024-09-26T21:30:00.000000Z","confirmed_by":{"type":"human","id":"u-cleo"},"confirmed_at":"2024-09-26T21:01:00.000000Z"},"outcome":"released","timeline":[{"kind":"override_asked","actor":{"type":"human","id":"u-anna"},"login":"anna","at":"2024-09-26T21:00:00.000000Z","reason":"gas leaks"},{"kind":"override_confirmed","actor":{"type":"human","id":"u-cleo"},"login":"cleo","at":"2024-09-26T21:01:00.000000Z"}],"opened_at":"2024-09-26T21:30:00.000000Z","done":false})";
    s.desk.data.put(QStringLiteral("/v1/documents/override_review"), QByteArray("{\"items\":[") + one + "],\"next_after\":\"\"}");
    s.window->openPage(QStringLiteral("overrides"));
    QApplication::processEvents();
    auto* page = s.window->logWindow()->page(QStringLiteral("overrides"));
    ASSERT_NE(page, nullptr);
    auto* table = tableIn(page, "Emergencies");
    ASSERT_EQ(table->model()->rowCount(), 1);
    const auto cell = [&](int column) { return table->model()->index(0, column).data().toString(); };
    EXPECT_EQ(cell(2), QStringLiteral("Left at once"));
    EXPECT_EQ(cell(3), QStringLiteral("anna"));
    EXPECT_EQ(cell(4), QStringLiteral("cleo"));
    EXPECT_TRUE(cell(6).startsWith(QStringLiteral("gas leaks")));
    auto* close = buttonIn(page, "Say what you found");
    EXPECT_FALSE(close->isEnabled());
    EXPECT_EQ(close->toolTip(), QStringLiteral("Select an emergency first."));
    table->selectRow(0);
    EXPECT_TRUE(close->isEnabled());
    QString all;
    for (auto* each : page->findChildren<QLabel*>()) all += each->text() + QLatin1Char('\n');
    EXPECT_TRUE(all.contains(QStringLiteral("cleo confirmed it"))) << qPrintable(all);
    s.desk.permits.setUser(QStringLiteral("u-cleo"));
    table->clearSelection();
    table->selectRow(0);
    EXPECT_FALSE(close->isEnabled());
    EXPECT_EQ(close->toolTip(), QStringLiteral("You were part of it: somebody else has to look at it."));
    shot(page, "emergencies");
}

TEST(SettingsPages, RolesShowTheirPoliciesAndADraftIsSavedAsOneChange) {  // F02.R7.A1, F02.R6.A1
    Settings s;
    auto* page = s.open("roles");
    auto* roles = tableIn(page, "Roles");
    ASSERT_GT(roles->model()->rowCount(), 3);
    roles->selectRow(0);
    EXPECT_GT(tableIn(page, "Policies of the role")->model()->rowCount(), 0);
    auto* save = buttonIn(page, "Save the draft");
    EXPECT_FALSE(save->isEnabled());
    EXPECT_EQ(save->toolTip(), QStringLiteral("Nothing has changed."));
    shot(s.window->settingsWindow(), "roles");
    MatrixDraft draft(s.desk.context, nullptr);
    draft.load();
    ASSERT_TRUE(draft.isDraft());
    draft.change([](access::RolesMatrix& matrix) { matrix.roles.front().description = "changed"; });
    EXPECT_TRUE(draft.dirty());
    EXPECT_TRUE(draft.mistakes().isEmpty());
    s.desk.data.asked.clear();
    draft.save(QStringLiteral("a better description"));
    ASSERT_FALSE(s.desk.data.asked.empty());
    EXPECT_EQ(s.desk.data.asked[0].method, "PUT");
    EXPECT_EQ(s.desk.data.asked[0].ifMatch, "\"3\"") << "a change names the revision it was made from";
}

TEST(SettingsPages, APolicySaysEveryDimensionAndItsPlaceIsChosenOrDrawn) {  // F02.R7.A1
    Settings s;
    PolicyDialog dialog(s.desk.context, access::builtinRoles(), {}, s.window.get());
    dialog.show();
    auto* accept = dialog.findChildren<QPushButton*>().last();
    for (auto* each : dialog.findChildren<QPushButton*>())
        if (each->text() == QStringLiteral("Put into the draft")) accept = each;
    EXPECT_FALSE(accept->isEnabled());
    auto* form = dialog.findChild<ScopeForm*>();
    EXPECT_EQ(form->mistake(), QStringLiteral("Choose at least one channel, or all."));
    access::Scope scope;
    scope.channels = {"sms"}, scope.severities = {"minor", "major"}, scope.contentTypes = {"advisory"}, scope.territories = {"north"}, scope.maxAudience = 5000;
    form->set(scope);
    EXPECT_EQ(form->scope(), scope) << "what is shown is what is kept";
    auto* map = dialog.findChild<AreaMap*>();
    map->setFocus();
    map->setDrawing(true);
    QSignalSpy closed(map, &AreaMap::closed);
    for (const int key : {Qt::Key_Space, Qt::Key_Right, Qt::Key_Space, Qt::Key_Down, Qt::Key_Space}) QTest::keyClick(map, static_cast<Qt::Key>(key));
    EXPECT_EQ(map->corners().size(), 3U) << "drawn with the keys alone";
    EXPECT_EQ(map->polygon().rings.size(), 1U);
    QTest::keyClick(map, Qt::Key_Backspace);
    EXPECT_EQ(map->corners().size(), 2U);
    map->setDrawing(false);
    EXPECT_TRUE(map->accessibleName().contains(QStringLiteral("1 territory")));
    dialog.findChild<QLineEdit*>()->setText(QStringLiteral("Texts in the north"));
    dialog.findChild<QListWidget*>()->item(2)->setCheckState(Qt::Checked);
    EXPECT_TRUE(accept->isEnabled());
    shot(&dialog, "policy");
}

TEST(SettingsPages, ManyAreAssignedAtOnceEachWhollyOrNotAtAll) {  // F02.R7.A5
    access::RolesMatrix matrix = access::builtinRoles();
    AssignmentWish wish;
    wish.give = "operator";
    for (int n = 0; n < 200; ++n) wish.principals << QStringLiteral("person-%1").arg(n);
    auto results = applyWish(matrix, wish);
    EXPECT_EQ(std::count_if(results.begin(), results.end(), [](const auto& each) { return each.done; }), 200);
    const auto before = matrix.assignments.size();
    wish.give = "supervisor", wish.take = "operator";
    wish.principals << QStringLiteral("somebody-else");
    results = applyWish(matrix, wish);
    EXPECT_EQ(std::count_if(results.begin(), results.end(), [](const auto& each) { return each.done; }), 200);
    EXPECT_FALSE(results.back().done) << "who does not have the role to take gets nothing either";
    EXPECT_FALSE(results.back().why.isEmpty());
    EXPECT_EQ(matrix.assignments.size(), before);
    Settings s;
    s.open("assignments");
    shot(s.window->settingsWindow(), "assignments");
}

TEST(SettingsPages, EffectiveRightsAndAQuestionInSomebodysName) {  // F02.R7.A2, F02.R7.A4
    Settings s;
    auto* page = s.open("effective");
    for (auto* box : page->findChildren<QComboBox*>())
        if (box->accessibleName() == QLatin1String("Role held whole")) box->setCurrentIndex(box->findData(QStringLiteral("auditor")));
    EXPECT_GT(tableIn(page, "Effective rights")->model()->rowCount(), 0);
    buttonIn(page, "Ask in their name")->click();
    QString answer;
    for (const auto* each : page->findChildren<QLabel*>()) answer += each->text();
    EXPECT_TRUE(answer.contains(QStringLiteral("Refused: no role allows it"))) << "an auditor sends no messages";
    EXPECT_TRUE(answer.contains(QStringLiteral("operator"))) << "and is told who does";
    shot(s.window->settingsWindow(), "effective");
    // A name: what the server knows of them counts, from their roles, their groups and the directory together.
    for (auto* box : page->findChildren<QComboBox*>())
        if (box->accessibleName() == QLatin1String("Role held whole")) box->setCurrentIndex(0);
    ASSERT_EQ(tableIn(page, "Effective rights")->model()->rowCount(), 0);
    s.desk.data.put(QStringLiteral("/v1/effective-permissions"),
                    R"({"user":"0190-jane","policy_version":"roles/2","roles":["auditor"],"groups":["FieldOps"],"mapped":[{"id":"m1","kind":"user","principal":"0190-jane","role":"supervisor","source":"scim"}],"complete":true,"cells":[]})");
    for (auto* edit : page->findChildren<QLineEdit*>()) {
        if (edit->accessibleName() != QLatin1String("Person")) continue;
        edit->setText(QStringLiteral("jane"));
        emit edit->editingFinished();
    }
    EXPECT_EQ(s.desk.data.asked.back().query.front().second, QStringLiteral("jane"));
    const auto* rights = tableIn(page, "Effective rights")->model();
    QStringList held;
    for (int row = 0; row < rights->rowCount(); ++row) held << rights->index(row, 6).data().toString();
    EXPECT_TRUE(held.contains(QStringLiteral("builtin.auditor"))) << held.join(QLatin1Char(' ')).toStdString();
    EXPECT_TRUE(held.join(QLatin1Char(' ')).contains(QStringLiteral("builtin.supervisor"))) << "the union with what the directory gives";
    // F09.R4.A5: what does not count for want of keys is not shown as if it did, and it is said.
    s.desk.data.put(QStringLiteral("/v1/effective-permissions"),
                    R"({"user":"0190-jane","policy_version":"roles/2","roles":["auditor"],"groups":[],"mapped":[],"withheld":["auditor"],"complete":true,"cells":[]})");
    for (auto* edit : page->findChildren<QLineEdit*>())
        if (edit->accessibleName() == QLatin1String("Person")) emit edit->editingFinished();
    EXPECT_EQ(tableIn(page, "Effective rights")->model()->rowCount(), 0);
    EXPECT_TRUE(qobject_cast<Page*>(page)->said().contains(QStringLiteral("ask for security keys"))) << qPrintable(qobject_cast<Page*>(page)->said());
}

/// Answers the dialogs that come, one after the other, as a person would.
void answerDialogs(std::vector<std::function<void(QDialog&)>> answers) {
    auto* look = new QTimer(qApp);
    auto left = std::make_shared<std::vector<std::function<void(QDialog&)>>>(std::move(answers));
    auto last = std::make_shared<QPointer<QDialog>>();
    QObject::connect(look, &QTimer::timeout, look, [look, left, last] {
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        if (dialog == nullptr || dialog == *last) return;
        *last = dialog;
        const auto answer = left->front();
        left->erase(left->begin());
        if (left->empty()) look->deleteLater(), look->stop();
        answer(*dialog);
    });
    look->start(5);
}

// F09.R1.A5: the last key is removed only by who has read what that means; the first one hands its place on.
TEST(SettingsPages, WhoRemovesAKeyIsToldWhatGoesWithItAndChoosesTheNext) {
    Settings s;
    const auto keys = [&](const char* more) {
        s.desk.data.put(QStringLiteral("/v1/keys"), QByteArray(R"({"items":[{"id":"blue","name":"Blue","state":"active","primary":true})") + more + R"(],"totp":false,"recovery_codes":0})");
    };
    const auto sent = [&] {
        QJsonObject out;
        for (const auto& each : s.desk.data.asked)
            if (each.method == "POST" && each.path == QLatin1String("/v1/keys/blue/remove")) out = QJsonDocument::fromJson(each.body).object();
        return out;
    };
    const auto reason = [](QDialog& dialog) {
        dialog.findChild<QPlainTextEdit*>()->setPlainText(QStringLiteral("worn out after years"));
        dialog.accept();
    };
    s.desk.data.put(QStringLiteral("/v1/keys/blue/remove"), "{}");
    keys("");
    auto* page = s.open("keys");
    tableIn(page, "My keys")->selectRow(0);
    answerDialogs({[](QDialog& dialog) { dialog.reject(); }});
    buttonIn(page, "Remove")->click();
    EXPECT_TRUE(sent().isEmpty()) << "whoever hesitates keeps it";
    answerDialogs({[](QDialog& dialog) {
                       EXPECT_TRUE(static_cast<QMessageBox&>(dialog).text().contains(QStringLiteral("last security key")));
                       static_cast<QMessageBox&>(dialog).button(QMessageBox::Yes)->click();
                   },
                   reason});
    buttonIn(page, "Remove")->click();
    EXPECT_TRUE(sent().value(QLatin1String("last")).toBool());
    EXPECT_EQ(sent().value(QLatin1String("reason")).toString(), QStringLiteral("worn out after years"));
    keys(R"(,{"id":"red","name":"Red","state":"active","primary":false})");
    page->refresh();
    tableIn(page, "My keys")->selectRow(0);
    answerDialogs({[](QDialog& dialog) { dialog.accept(); }, reason});
    buttonIn(page, "Remove")->click();
    EXPECT_EQ(sent().value(QLatin1String("primary")).toString(), QStringLiteral("red"));
    EXPECT_FALSE(sent().contains(QLatin1String("last")));
}

TEST(SettingsPages, VersionsOfferTheirStepsAndSayWhyNot) {  // F02.R6.A2, F02.R6.A4, F02.R6.A6
    Settings s;
    auto* page = s.open("documents");
    auto* versions = tableIn(page, "Versions");
    ASSERT_EQ(versions->model()->rowCount(), 3);
    versions->selectRow(0);
    EXPECT_EQ(page->findChild<QTreeWidget*>()->topLevelItemCount(), 2) << "grouped by dimension";
    EXPECT_TRUE(page->findChild<DiffView*>()->totals().contains(QStringLiteral("1 added, 0 removed, 1 changed")));
    EXPECT_TRUE(buttonIn(page, "Ask for review")->isEnabled());
    EXPECT_FALSE(buttonIn(page, "Approve")->isEnabled());
    EXPECT_TRUE(buttonIn(page, "Roll back")->isEnabled());
    shot(s.window->settingsWindow(), "versions");
    auto mine = version(3, policy::VersionState::inReview, "ada");
    s.desk.data.put(QStringLiteral("/v1/policies/roles/versions"), bytes("{\"items\":" + toJson(std::vector{mine}) + "}"));
    page->refresh();
    versions->selectRow(0);
    EXPECT_TRUE(buttonIn(page, "Approve")->toolTip().contains(QStringLiteral("Self-approval not permitted per policy")));
    s.desk.permits.setRoles({QStringLiteral("auditor")});
    EXPECT_FALSE(buttonIn(page, "New draft")->isEnabled());
    EXPECT_FALSE(buttonIn(page, "New draft")->toolTip().isEmpty());
}

TEST(SettingsPages, ADraftIsTriedOnThePastAndNothingIsChangedByIt) {  // F02.R7.A6
    Settings s;
    policy::Simulation trial;
    trial.kind = "roles", trial.baseline = 2, trial.version = 3;
    trial.actions = {{kNow - hours(5), "e1", {{"action", "comms.send"}, {"principal", "jane"}, {"channel", "sms"}, {"geography", "north"}}, false, true, "scope_mismatch", {}},
                     {kNow - hours(4), "e2", {{"action", "comms.send"}, {"principal", "tom"}, {"channel", "email"}, {"geography", "south"}}, true, true, "allowed", {"builtin.operator"}}};
    policy::countSimulation(trial);
    s.desk.data.put(QStringLiteral("/v1/policies/roles/simulate"), bytes(toJson(trial)));
    auto* page = s.open("documents");
    tableIn(page, "Versions")->selectRow(0);
    auto* tabs = page->findChild<QTabWidget*>();
    tabs->setCurrentIndex(4);
    const std::size_t sent = s.desk.port.sent.size();
    buttonIn(tabs->currentWidget(), "Try it")->click();
    const auto& asked = s.desk.data.asked.back();
    EXPECT_EQ(asked.method, "POST");
    EXPECT_EQ(QJsonDocument::fromJson(asked.body).object().value(QStringLiteral("version")).toString(), QStringLiteral("3"));
    auto* rows = tableIn(page, "What happened, judged by this version");
    EXPECT_EQ(rows->model()->rowCount(), 1) << "only what would be otherwise";
    EXPECT_GE(tableIn(page, "Counts by dimension")->model()->rowCount(), 4);
    EXPECT_EQ(s.desk.port.sent.size(), sent) << "no command was sent";
    EXPECT_TRUE(buttonIn(page, "Save as JSON")->isEnabled());
    shot(s.window->settingsWindow(), "trial");
}

TEST(SettingsPages, AnImportIsReadAndCheckedBeforeItIsTakenOver) {  // F02.R7.A3
    Settings s;
    policy::ImportReport report;
    report.mode = "dry-run", report.kind = "roles", report.version = 3;
    report.summary = {3, 2, 1, 1, 1, 0};
    report.results = {{1, "roles", "night", policy::RecordStatus::valid, policy::RecordAction::added, {}},
                      {2, "policies", "p9", policy::RecordStatus::invalid, policy::RecordAction::none, {{"/scope/channels", "missing", "a scope names its channels"}}},
                      {3, "roles", "day", policy::RecordStatus::valid, policy::RecordAction::updated, {}}};
    s.desk.data.put(QStringLiteral("/v1/policies/roles/import"), bytes(toJson(report)));
    QFile file(s.dir.filePath(QStringLiteral("roles.csv")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("schema_version,record,id\n");
    file.close();
    ImportDialog dialog(s.desk.context, version(3, policy::VersionState::draft, "ada"), nullptr);
    dialog.show();
    EXPECT_FALSE(buttonIn(&dialog, "Take over the valid records")->isEnabled());
    dialog.choose(file.fileName());
    EXPECT_EQ(s.desk.data.asked.back().contentType, "text/csv");
    EXPECT_EQ(s.desk.data.asked.back().query.front().second, QStringLiteral("dry-run"));
    auto* rows = tableIn(&dialog, "Records of the file");
    ASSERT_EQ(rows->model()->rowCount(), 3);
    EXPECT_TRUE(rows->model()->index(0, 3).data().toString().contains(QStringLiteral("a scope names its channels"))) << "what is wrong stands first";
    shot(&dialog, "import");
    report.mode = "commit", report.transactionId = "t-1";
    s.desk.data.put(QStringLiteral("/v1/policies/roles/import"), bytes(toJson(report)));
    buttonIn(&dialog, "Take over the valid records")->click();
    EXPECT_EQ(s.desk.data.asked.back().query.front().second, QStringLiteral("commit"));
    EXPECT_EQ(dialog.result(), QDialog::Accepted);
    EXPECT_TRUE(dialog.said().contains(QStringLiteral("t-1")));
}

TEST(SettingsPages, MappingRulesAreAppliedOnlyAfterADryRunOfExactlyThem) {  // F02.R3.A6
    Settings s;
    s.desk.data.put(QStringLiteral("/v1/sync/status"), R"({"healthy":true,"sources":[{"id":"scim","kind":"scim","healthy":true,"lastHeard":"2024-09-26T22:39:00.000000Z","created":3,"updated":1,"deprovisioned":0,"gained":4,"lost":0}]})");
    s.desk.data.put(QStringLiteral("/v1/identities/users"), R"({"items":[{"id":"u1","login":"jane","source":"scim","active":true,"groups":["Ops-Initiators"],"assignments":[{"role":"operator","within":{"channels":["sms"],"territories":["North"]}}]}]})");
    s.desk.data.put(QStringLiteral("/v1/identities/mapping"), R"({"version":1,"rules":{"rules":[]},"reason":"first rules","changed_by":"ada"})");
    s.desk.data.put(QStringLiteral("/v1/identities/mapping/preview"), R"({"create":0,"update":1,"deprovision":1,"unchanged":7,"digest":"ab","changes":[{"login":"jane","change":"update","gained":[{"role":"approver"}],"lost":[]}]})");
    auto* page = s.open("identity");
    auto* apply = buttonIn(page, "Apply these rules");
    EXPECT_EQ(apply->toolTip(), QStringLiteral("Do a dry run of exactly these rules first."));
    auto* merge = buttonIn(page, "Merge a local account");
    EXPECT_EQ(merge->toolTip(), QStringLiteral("Select who it is on the page People first."));
    tableIn(page, "People")->selectRow(0);
    EXPECT_TRUE(merge->isEnabled());
    page->findChild<QTabWidget*>()->setCurrentIndex(2);
    buttonIn(page, "Dry run")->click();
    EXPECT_TRUE(apply->isEnabled());
    EXPECT_EQ(tableIn(page, "What the rules would change")->model()->rowCount(), 1);
    shot(s.window->settingsWindow(), "mapping");
}

TEST(SettingsPages, ASessionIsEndedWithAReasonButNotTheOneYouSitIn) {
    Settings s;
    s.desk.data.put(QStringLiteral("/v1/sessions"), R"({"items":[{"id":"s1","user":"ada","login":"ada","device":"console on desk-4","address":"10.0.0.4","method":"password","current":true,"assurance":2,"last_active_at":"2024-09-26T22:39:00.000000Z","expires_at":"2024-09-27T06:00:00.000000Z"},{"id":"s2","user":"ada","login":"ada","device":"phone","address":"10.0.0.9","method":"oidc","current":false,"assurance":1}]})");
    auto* page = s.open("sessions");
    auto* table = tableIn(page, "Sessions");
    ASSERT_EQ(table->model()->rowCount(), 2);
    table->selectRow(0);
    EXPECT_TRUE(buttonIn(page, "End session")->toolTip().contains(QStringLiteral("sign out instead")));
    table->selectRow(1);
    EXPECT_TRUE(buttonIn(page, "End session")->isEnabled());
    shot(s.window->settingsWindow(), "sessions");
}
}  // namespace
}  // namespace ok::app
