// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Carries out shared/territory/territory_commands.h on the gate.
#include <cmath>

#include "server/territory/territory_state.h"
#include "shared/territory/territory_commands.h"
#include "shared/territory/territory_views.h"

namespace ok::territory {
namespace {

constexpr std::size_t maxPortion = 2000;
constexpr std::size_t maxOverrides = 500;
constexpr std::size_t longestText = 200;

// Points, streets and towns have no id of their own: the same value again is the same row.
template <class T>
Status putValues(CommandContext& cx, std::string_view table, const std::vector<T>& values) {
    for (const T& value : values) {
        const std::string body = toJson(value);
        OK_TRY(cx.store().putRow(cx.tenant(), table, {sha256(body).hex().substr(0, 32), body}));
    }
    return {};
}

Status putAccounts(CommandContext& cx, const std::vector<AccountRow>& rows) {
    for (const AccountRow& row : rows) {
        Account account = row.account;
        account.id = accountIdOf(cx.tenant(), account.service, account.number);
        OK_ASSIGN(const auto name, cx.vault().put(cx.tenant(), row.name));
        OK_ASSIGN(const auto phone, cx.vault().put(cx.tenant(), row.phone));
        OK_ASSIGN(const auto email, cx.vault().put(cx.tenant(), row.email));
        account.contacts = {name.token, phone.token, email.token};
        OK_TRY(cx.store().putRow(cx.tenant(), accountTable, {account.id.str(), toJson(account)}));
    }
    return {};
}

bool onGlobe(LonLat at) {
    return std::isfinite(at.lon) && std::isfinite(at.lat) && std::abs(at.lon) <= 180 && std::abs(at.lat) <= 90;
}

std::string padded(std::uint64_t n) {
    std::string digits = std::to_string(n);
    return std::string(12 - std::min<std::size_t>(12, digits.size()), '0') + digits;
}

Status putRows(const Right&, CommandContext& cx, const PutRows& command) {
    if (command.size() > maxPortion) return problem("portion_too_large", "a portion has at most 2000 rows");
    OK_TRY(putAccounts(cx, command.accounts));
    OK_TRY(putValues(cx, pointTable, command.points));
    OK_TRY(putValues(cx, streetTable, command.streets));
    OK_TRY(putValues(cx, localityTable, command.localities));
    for (const AsideRow& row : command.aside) {
        // Kept aside, not dropped: the row waits under its import and number, its text in the vault.
        const std::string id = command.import.str() + ":" + padded(row.issue.row) + ":" + row.issue.code;
        OK_ASSIGN(const auto text, cx.vault().putOwn(cx.tenant(), row.text, id));
        OK_TRY(cx.store().putRow(cx.tenant(), asideTable, {id, toJson(AsideRecord{row.issue, text})}));
    }
    return {};
}

Status startImport(const Right&, CommandContext& cx, const StartImport& command) {
    if (command.fileName.size() > longestText) return problem("invalid_fields", "the file's name is too long");
    OK_TRY(mayKeep(command.terms));   // H2: at write
    ImportDone record;
    record.id = command.id;
    record.state = ImportState::running;
    record.what = command.what;
    record.fileName = command.fileName;
    record.fileHash = command.fileHash;
    record.terms = command.terms;
    record.startedAt = cx.clockNow();
    cx.emit(ImportStarted{record}, {.subjects = {record.id.str()}});
    cx.reply(record);
    return {};
}

Status finishImport(const Right&, CommandContext& cx, const FinishImport& command) {
    auto& state = cx.state<TerritoryState>();
    auto index = state.board().takePrepared(command.record.id);
    if (!index) index = TerritoryIndex::read(cx.store(), cx.tenant());
    ImportDone record = command.record;
    record.geocoded = index->counts().geocoded;
    record.unplaced = index->counts().unplaced;
    record.finishedAt = cx.clockNow();
    if (const auto started = cx.views().find<ImportDone>(record.id.str())) record.startedAt = started->startedAt;
    cx.emit(ImportFinished{record}, {.subjects = {record.id.str()}});
    state.take(std::move(index));
    cx.reply(record);
    return {};
}

Status setAreas(const Right&, CommandContext& cx, const SetAreas& command) {
    for (const TerritoryArea& area : command.areas) {
        if (area.areaId.empty()) return problem("area_without_id", "every area needs an id");
    }
    for (const TerritoryArea& area : command.areas) cx.emit(AreaSet{area}, {.subjects = {area.areaId}});
    cx.state<TerritoryState>().rereadAreas(cx.views());
    return {};
}

Status setOverrides(const Right&, CommandContext& cx, const SetOverrides& command) {
    if (command.overrides.empty() || command.overrides.size() > maxOverrides) {
        return problem("invalid_fields", "name 1 to 500 places");
    }
    for (const AddressOverride& o : command.overrides) {
        if (o.text.size() < 3 || o.text.size() > longestText || o.note.size() > longestText) {
            return problem("invalid_fields", "an address or a name has 3 to 200 characters, a note at most 200");
        }
        if (!onGlobe(o.position)) return problem("bad_position", "the place of `" + o.text + "` is not on the globe");
        if (!(o.precisionMetres > 0 && o.precisionMetres <= 10'000)) {
            return problem("invalid_fields", "the precision of `" + o.text + "` is between 0 and 10,000 m");
        }
    }
    for (const AddressOverride& o : command.overrides) {
        cx.emit(OverrideSet{o}, {.subjects = {overrideIdOf(o.text)}, .justification = o.note});
    }
    cx.state<TerritoryState>().rereadOverrides(cx.views());
    return {};
}

Status removeOverride(const Right&, CommandContext& cx, const RemoveOverride& command) {
    const std::string id = overrideIdOf(command.text);
    if (!cx.views().find<OverrideDocument>(id)) {
        return problem("override_not_found", "there is no override for `" + command.text.substr(0, longestText) + "`");
    }
    cx.emit(OverrideRemoved{id}, {.subjects = {id}});
    cx.state<TerritoryState>().rereadOverrides(cx.views());
    return {};
}

}  // namespace

void addHandlers(Gate& gate, std::shared_ptr<TerritoryBoard> board) {
    gate.addState<TerritoryState>([board = std::move(board)](TenantId tenant, Store& store, Views& views) {
        return std::make_unique<TerritoryState>(tenant, store, views, board);
    });
    gate.handle<PutRows>(putRows);
    gate.handle<StartImport>(startImport);
    gate.handle<FinishImport>(finishImport);
    gate.handle<SetAreas>(setAreas);
    gate.handle<SetOverrides>(setOverrides);
    gate.handle<RemoveOverride>(removeOverride);
}

}  // namespace ok::territory
