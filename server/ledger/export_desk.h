// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Where exports are made: a thread of its own takes what was asked for (an entry of the log, so nothing is lost when the
// server stops), writes the files below `<data>/exports/<tenant>/<export>`, says so in the log, and hands the files to
// whoever they are to be delivered to.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>

#include "server/access/tenant_directory.h"
#include "server/ledger/export_writer.h"
#include "server/store/work_thread.h"
#include "shared/base/dice.h"

namespace ok::ledger {

/// One attempt to bring the files of an export to a place. Blocks; called on the desk's delivery thread.
struct DeliveryOutcome {
    bool delivered = false;
    bool again = true;          ///< worth another attempt
    std::string reason;
};
using Deliver = std::function<DeliveryOutcome(const TenantProfile&, const operations::AuditExport&, const operations::DeliveryTarget&,
                                              const std::filesystem::path& directory)>;

/// Which entries of a utility are past their time at a moment (operations::pastRetention).
using PastRetention = std::function<std::function<bool(const EntryHeader&)>(Store&, TenantId, Instant now)>;

struct ExportDeskParts {
    Gate& gate;
    const TenantDirectory& tenants;
    std::filesystem::path dataDir;
    std::string indexPath;
    std::shared_ptr<const SigningKey> key;
    AskTimeStamp stamp;
    std::function<Instant()> clock;
    Deliver deliver;
    PastRetention past = {};   ///< may be empty: what is in the log may leave
};

class ExportDesk {
  public:
    explicit ExportDesk(ExportDeskParts parts);
    ~ExportDesk() { stop(); }

    void addHandlers();   ///< before Gate::start()
    void start();         ///< goes on with what was not finished
    void stop();
    /// From the gate's thread.
    void committed(const CommittedBatch& batch);
    [[nodiscard]] std::filesystem::path directoryOf(TenantId tenant, operations::ExportId id) const;

  private:
    /// What was asked for and not finished; where this server decides for the utility.
    void goOn(TenantId tenant);
    void make(Store& store, TenantId tenant, operations::ExportId id);
    void bring(Store& store, TenantId tenant, operations::ExportId id, const std::optional<operations::DeliveryTarget>& only);
    void postMake(TenantId tenant, operations::ExportId id);
    void postBring(TenantId tenant, operations::ExportId id, std::optional<operations::DeliveryTarget> only);
    [[nodiscard]] SecurityContext systemOf(TenantId tenant) const;
    [[nodiscard]] Result<ReportSigner*> signer();

    ExportDeskParts m_parts;
    WorkThread m_maker, m_courier;
    std::unique_ptr<PostingFile> m_index;    // maker's thread
    std::unique_ptr<ReportSigner> m_signer;  // maker's thread
};

}  // namespace ok::ledger
