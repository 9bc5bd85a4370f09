// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/oncall/roster_dialogs.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDateEdit>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QTimeEdit>
#include <algorithm>

#include "app/desk/command_body.h"
#include "app/desk/pieces.h"

namespace ok::app {
namespace {

using namespace oncall;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Roster)
};

/// A form with one line beneath it that says what is still wrong; OK only when nothing is.
struct Form {
    QDialog dialog;
    QFormLayout* rows;
    QLabel* wrong;
    QDialogButtonBox* box;
    std::function<QString()> mistake = [] { return QString(); };

    Form(QWidget* parent, const QString& title) : dialog(parent), rows(new QFormLayout(&dialog)), wrong(label(&dialog, "error")), box(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, &dialog)) {
        dialog.setWindowTitle(title);
        dialog.setMinimumWidth(440);
        rows->setContentsMargins(20, 16, 20, 16);
        rows->setSpacing(10);
        wrong->setAccessibleName(Words::tr("What is missing"));
        makePrimary(box->button(QDialogButtonBox::Ok));
        QObject::connect(box, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
        QObject::connect(box, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    }
    void look() {
        const QString why = mistake();
        wrong->setText(why);
        wrong->setVisible(!why.isEmpty());
        box->button(QDialogButtonBox::Ok)->setEnabled(why.isEmpty());
    }
    bool run() {
        rows->addRow(wrong);
        rows->addRow(box);
        look();
        return dialog.exec() == QDialog::Accepted;
    }
};

QComboBox* roleChoice(Form& form, const RosterDraft& draft, const std::string& chosen) {
    auto* out = new QComboBox(&form.dialog);
    for (const auto& each : draft.team().roles) out->addItem(rosterRoleText(each), utf8(each));
    out->setCurrentIndex(std::max(0, out->findData(utf8(chosen))));
    out->setAccessibleName(Words::tr("Step"));
    return out;
}

/// Active people; whoever stood there and is not active any more is named and cannot stay.
QComboBox* personChoice(Form& form, const RosterDraft& draft, const std::string& chosen) {
    auto* out = new QComboBox(&form.dialog);
    out->setAccessibleName(Words::tr("Person"));
    if (!chosen.empty() && !draft.active(chosen)) out->addItem(draft.nameOf(chosen), QString());
    else if (chosen.empty()) out->addItem(Words::tr("choose somebody"), QString());
    for (const auto& each : draft.people())
        if (each.active) out->addItem(utf8(each.login), utf8(each.id));
    const int at = chosen.empty() ? 0 : out->findData(utf8(chosen));
    out->setCurrentIndex(std::max(0, at));
    QObject::connect(out, &QComboBox::currentIndexChanged, &form.dialog, [&form] { form.look(); });
    return out;
}

std::string idIn(const QComboBox* choice) { return choice->currentData().toString().toStdString(); }

QString personMistake(const RosterDraft& draft, const QComboBox* choice, const std::string& was) {
    if (!idIn(choice).empty()) return {};
    return was.empty() ? Words::tr("Choose somebody.") : Words::tr("%1 is no longer here: choose somebody else.").arg(draft.nameOf(was));
}

/// Role, person, from and to, which a shift and a swap share.
struct Stay {
    QComboBox *role, *person;
    QDateTimeEdit *from, *to;

    Stay(Form& form, const RosterDraft& draft, const std::string& roleGiven, const std::string& personGiven, Instant fromGiven, Instant toGiven) {
        role = roleChoice(form, draft, roleGiven);
        person = personChoice(form, draft, personGiven);
        from = wallClockEdit(&form.dialog, draft.zone(), fromGiven, Words::tr("From"));
        to = wallClockEdit(&form.dialog, draft.zone(), toGiven, Words::tr("To"));
        form.rows->addRow(Words::tr("&Step"), role);
        form.rows->addRow(Words::tr("&Person"), person);
        form.rows->addRow(Words::tr("&From"), from);
        form.rows->addRow(Words::tr("&To"), to);
        form.rows->addRow(QString(), label(&form.dialog, "muted", Words::tr("Times of %1.").arg(utf8(draft.team().zone))));
        for (auto* each : {from, to}) QObject::connect(each, &QDateTimeEdit::dateTimeChanged, &form.dialog, [&form] { form.look(); });
    }
    QString mistake(const RosterDraft& draft, const std::string& was) const {
        if (const QString why = personMistake(draft, person, was); !why.isEmpty()) return why;
        return from->dateTime() < to->dateTime() ? QString() : Words::tr("It ends before it begins.");
    }
};

std::string dateIn(const QDateEdit* edit) { return edit->date().toString(Qt::ISODate).toStdString(); }

QDateEdit* dateChoice(Form& form, const std::string& given, const QString& name) {
    auto* out = new QDateEdit(&form.dialog);
    out->setDisplayFormat(QStringLiteral("ddd d MMM yyyy"));
    out->setCalendarPopup(true);
    out->setAccessibleName(name);
    const QDate date = QDate::fromString(utf8(given), Qt::ISODate);
    out->setDate(date.isValid() ? date : QDate::currentDate());
    return out;
}

/// People in the order in which they take turns.
struct Turns {
    QListWidget* list;
    QComboBox* add;

    Turns(Form& form, const RosterDraft& draft, const std::vector<std::string>& given) : list(new QListWidget(&form.dialog)), add(new QComboBox(&form.dialog)) {
        list->setAccessibleName(Words::tr("Who takes turns, in this order"));
        list->setDragDropMode(QAbstractItemView::InternalMove);
        list->setMinimumHeight(90);
        for (const auto& each : given) put(draft.nameOf(each), utf8(each));
        list->setCurrentRow(0);
        add->setAccessibleName(Words::tr("Add a person"));
        add->addItem(Words::tr("add a person\u2026"), QString());
        for (const auto& each : draft.people())
            if (each.active) add->addItem(utf8(each.login), utf8(each.id));
        auto *up = button(&form.dialog, Words::tr("&Up")), *down = button(&form.dialog, Words::tr("&Down")), *out = button(&form.dialog, Words::tr("Take &out"));
        auto* tools = new QHBoxLayout;
        for (auto* each : std::initializer_list<QWidget*>{add, up, down, out}) tools->addWidget(each);
        form.rows->addRow(Words::tr("Who takes &turns"), list);
        form.rows->addRow(QString(), tools);
        QObject::connect(add, &QComboBox::activated, &form.dialog, [this, &form](int at) {
            if (at > 0) put(add->itemText(at), add->itemData(at).toString());
            add->setCurrentIndex(0);
            form.look();
        });
        QObject::connect(up, &QPushButton::clicked, &form.dialog, [this] { move(-1); });
        QObject::connect(down, &QPushButton::clicked, &form.dialog, [this] { move(1); });
        QObject::connect(out, &QPushButton::clicked, &form.dialog, [this, &form] {
            delete list->takeItem(list->currentRow());
            form.look();
        });
    }
    void put(const QString& name, const QString& id) {
        auto* item = new QListWidgetItem(name, list);
        item->setData(Qt::UserRole, id);
    }
    void move(int direction) const {
        const int at = list->currentRow(), to = at + direction;
        if (at < 0 || to < 0 || to >= list->count()) return;
        list->insertItem(to, list->takeItem(at));
        list->setCurrentRow(to);
    }
    std::vector<std::string> people() const {
        std::vector<std::string> out;
        for (int row = 0; row < list->count(); ++row) out.push_back(list->item(row)->data(Qt::UserRole).toString().toStdString());
        return out;
    }
};

QString turnsMistake(const RosterDraft& draft, const Turns& turns) {
    const auto people = turns.people();
    if (people.empty()) return Words::tr("Somebody has to take it.");
    for (const auto& each : people)
        if (!draft.active(each)) return Words::tr("%1 is no longer here: choose somebody else.").arg(draft.nameOf(each));
    return {};
}

/// Days of the week on which a turn holds; none chosen: all.
struct Weekdays {
    std::vector<QCheckBox*> boxes;
    Weekdays(Form& form, const std::vector<int>& given) {
        auto* row = new QHBoxLayout;
        row->setSpacing(4);
        for (int day = 0; day < 7; ++day) {
            auto* box = new QCheckBox(QLocale().dayName(day == 0 ? 7 : day, QLocale::ShortFormat), &form.dialog);
            box->setChecked(given.empty() || std::find(given.begin(), given.end(), day) != given.end());
            boxes.push_back(box);
        }
        for (int day = 1; day <= 7; ++day) row->addWidget(boxes[static_cast<std::size_t>(day % 7)]);
        form.rows->addRow(Words::tr("Days"), row);
        for (auto* each : boxes) QObject::connect(each, &QCheckBox::toggled, &form.dialog, [&form] { form.look(); });
    }
    std::vector<int> chosen() const {
        std::vector<int> out;
        for (int day = 0; day < 7; ++day)
            if (boxes[static_cast<std::size_t>(day)]->isChecked()) out.push_back(day);
        return out.size() == 7 ? std::vector<int>{} : out;
    }
    bool none() const { return std::none_of(boxes.begin(), boxes.end(), [](const QCheckBox* each) { return each->isChecked(); }); }
};

}  // namespace

std::optional<Shift> askShift(QWidget* parent, const RosterDraft& draft, const Shift& given) {
    Form form(parent, given.person.empty() ? Words::tr("Add a shift") : Words::tr("Change a shift"));
    const Stay stay(form, draft, given.role, given.person, given.from, given.to);
    form.mistake = [&] { return stay.mistake(draft, given.person); };
    if (!form.run()) return {};
    Shift out = given;
    out.role = idIn(stay.role), out.person = idIn(stay.person);
    out.from = instantOf(stay.from, draft.zone()), out.to = instantOf(stay.to, draft.zone());
    return out;
}

std::optional<Override> askSwap(QWidget* parent, const RosterDraft& draft, const Override& given) {
    Form form(parent, Words::tr("Swap by hand"));
    const Stay stay(form, draft, given.role, given.person, given.from, given.to);
    auto* reason = new QLineEdit(utf8(given.reason), &form.dialog);
    reason->setMaxLength(200);
    form.rows->addRow(Words::tr("&Why"), reason);
    form.mistake = [&] { return stay.mistake(draft, given.person); };
    if (!form.run()) return {};
    Override out = given;
    out.role = idIn(stay.role), out.person = idIn(stay.person), out.reason = reason->text().trimmed().toStdString();
    out.from = instantOf(stay.from, draft.zone()), out.to = instantOf(stay.to, draft.zone());
    return out;
}

std::optional<Rotation> askRotation(QWidget* parent, const RosterDraft& draft, const Rotation& given) {
    Form form(parent, Words::tr("People who take turns"));
    auto* role = roleChoice(form, draft, given.role);
    form.rows->addRow(Words::tr("&Step"), role);
    const Turns turns(form, draft, given.people);
    auto* start = dateChoice(form, given.startDate, Words::tr("First day"));
    auto* every = new QSpinBox(&form.dialog);
    every->setRange(1, 366);
    every->setValue(given.everyDays);
    every->setSuffix(Words::tr(" days"));
    every->setAccessibleName(Words::tr("Length of a turn"));
    auto* at = new QTimeEdit(QTime(given.handoverMinute / 60, given.handoverMinute % 60), &form.dialog);
    at->setDisplayFormat(QStringLiteral("HH:mm"));
    at->setAccessibleName(Words::tr("Time of the handover"));
    auto* ends = new QCheckBox(Words::tr("&Ends on"), &form.dialog);
    ends->setChecked(given.endDate.has_value());
    auto* end = dateChoice(form, given.endDate.value_or(given.startDate), Words::tr("First day it does not hold"));
    end->setEnabled(ends->isChecked());
    QObject::connect(ends, &QCheckBox::toggled, end, &QWidget::setEnabled);
    form.rows->addRow(Words::tr("&First day"), start);
    form.rows->addRow(Words::tr("A turn &lasts"), every);
    form.rows->addRow(Words::tr("&Handover at"), at);
    const Weekdays days(form, given.weekdays);
    form.rows->addRow(ends, end);
    form.mistake = [&] { return days.none() ? Words::tr("Choose a day.") : turnsMistake(draft, turns); };
    if (!form.run()) return {};
    Rotation out = given;
    out.role = idIn(role), out.people = turns.people(), out.startDate = dateIn(start), out.everyDays = every->value();
    out.handoverMinute = at->time().hour() * 60 + at->time().minute(), out.weekdays = days.chosen();
    out.endDate.reset();
    if (ends->isChecked()) out.endDate = dateIn(end);
    return out;
}

std::optional<Holiday> askHoliday(QWidget* parent, const RosterDraft& draft, const Holiday& given) {
    Form form(parent, Words::tr("Holiday"));
    auto* date = dateChoice(form, given.date, Words::tr("Day"));
    auto* name = new QLineEdit(utf8(given.name), &form.dialog);
    name->setMaxLength(80);
    auto* role = roleChoice(form, draft, given.role);
    auto* person = personChoice(form, draft, given.person);
    form.rows->addRow(Words::tr("&Day"), date);
    form.rows->addRow(Words::tr("&Name"), name);
    form.rows->addRow(Words::tr("&Step"), role);
    form.rows->addRow(Words::tr("&Person"), person);
    form.mistake = [&] { return personMistake(draft, person, given.person); };
    if (!form.run()) return {};
    return Holiday{dateIn(date), name->text().trimmed().toStdString(), idIn(role), idIn(person)};
}

std::optional<Team> askTeam(QWidget* parent, const Team& given) {
    Form form(parent, given.name.empty() ? Words::tr("New team") : Words::tr("Team"));
    auto* name = new QLineEdit(utf8(given.name), &form.dialog);
    name->setMaxLength(80);
    auto* zone = new QComboBox(&form.dialog);
    zone->setEditable(true);
    const auto all = QTimeZone::availableTimeZoneIds();
    for (const auto& each : all) zone->addItem(QString::fromUtf8(each));
    zone->setCurrentText(utf8(given.zone));
    auto* steps = new QLineEdit(&form.dialog);
    QStringList roles;
    for (const auto& each : given.roles) roles << utf8(each);
    steps->setText(roles.join(QStringLiteral(", ")));
    form.rows->addRow(Words::tr("&Name"), name);
    form.rows->addRow(Words::tr("Time &zone"), zone);
    form.rows->addRow(Words::tr("&Steps, in the order they are asked"), steps);
    const auto asked = [steps] {
        std::vector<std::string> out;
        for (const auto& each : steps->text().split(QLatin1Char(','), Qt::SkipEmptyParts)) out.push_back(each.trimmed().toStdString());
        return out;
    };
    form.mistake = [&] {
        if (name->text().trimmed().isEmpty()) return Words::tr("The team needs a name.");
        if (!QTimeZone(zone->currentText().trimmed().toUtf8()).isValid()) return Words::tr("There is no such time zone.");
        const auto given_ = asked();
        return given_.empty() || given_.size() > 10 ? Words::tr("One to ten steps.") : QString();
    };
    for (auto* each : {name, steps}) QObject::connect(each, &QLineEdit::textChanged, &form.dialog, [&form] { form.look(); });
    QObject::connect(zone, &QComboBox::currentTextChanged, &form.dialog, [&form] { form.look(); });
    if (!form.run()) return {};
    Team out = given;
    out.name = name->text().trimmed().toStdString(), out.zone = zone->currentText().trimmed().toStdString(), out.roles = asked();
    return out;
}

}  // namespace ok::app
