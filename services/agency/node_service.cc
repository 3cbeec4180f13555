#include "services/agency/node_service.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <string>
#include <utility>

#include "onefold/v1/node.grpc.pb.h"
#include "services/agency/byte_input.h"
#include "services/agency/intake.h"
#include "services/agency/submission_submit.h"
#include "services/rpc/error.h"
#include "services/rpc/grpc_status.h"

namespace onefold::agency {
namespace {

constexpr std::size_t kMaxPartBytes = 512 << 10;
constexpr std::chrono::milliseconds kReportEvery{250};
constexpr char kExtractName[] = "(handed to the node)";

// The parts of a call as one stream of bytes.
template <typename Reader>
ByteInput::Source PartsOf(Reader& reader) {
  struct State {
    v1::ExtractPart part;
    std::size_t used = 0;
  };
  return
      [&reader, state = std::make_shared<State>()](std::span<char> out) -> StatusOr<std::size_t> {
        while (state->used == state->part.csv().size()) {
          state->used = 0;
          if (!reader.Read(&state->part)) return 0;
          if (state->part.csv().size() > kMaxPartBytes) {
            return rpc::WithDetail(InvalidArgumentError("a part has at most 512 KiB"),
                                   {.rule = "extract.part-size", .field = "csv"});
          }
        }
        const std::size_t count = std::min(out.size(), state->part.csv().size() - state->used);
        std::copy_n(state->part.csv().begin() + static_cast<std::ptrdiff_t>(state->used), count,
                    out.begin());
        state->used += count;
        return count;
      };
}

void FillReport(const CheckReport& report, v1::CheckReport& out) {
  out.set_rows(report.rows);
  out.set_accepted(report.accepted);
  out.set_refused(report.refused);
  out.set_unlinkable(report.unlinkable);
  out.set_issues_total(report.issues_total);
  for (const encode::RowIssue& issue : report.issues) {
    v1::RowIssue& row = *out.add_issues();
    row.set_row(issue.row);
    row.set_column(issue.column);
    row.set_rule(issue.rule);
    row.set_text(issue.text);
    row.set_refused(issue.refused);
  }
}

class Service final : public v1::NodeService::Service {
 public:
  Service(const Agency& agency, ops::Metrics& metrics)
      : agency_(agency),
        records_(metrics.AddCounter("onefold_agency_records_submitted_total",
                                    "Records in submissions that were sealed")),
        refused_(metrics.AddCounter("onefold_agency_rows_refused_total",
                                    "Rows that were refused by check or submit")) {}

  grpc::Status Check(grpc::ServerContext*, grpc::ServerReader<v1::ExtractPart>* reader,
                     v1::CheckReport* response) override {
    const auto report = ReadAll(*reader);
    if (!report.ok()) return rpc::ToGrpc(report.status());
    refused_.Add(report->refused);
    FillReport(*report, *response);
    return grpc::Status::OK;
  }

  grpc::Status Submit(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<v1::SubmitProgress, v1::ExtractPart>* stream) override {
    return rpc::ToGrpc(SubmitAll(*context, *stream));
  }

  grpc::Status GetStatus(grpc::ServerContext*, const v1::GetStatusRequest*,
                         v1::GetStatusResponse* response) override {
    const auto records = agency_.folder().List();
    if (!records.ok()) return rpc::ToGrpc(records.status());
    for (const SubmissionRecord& record : *records) {
      v1::LocalSubmission& out = *response->add_submissions();
      out.set_submission_id(record.id.data(), record.id.size());
      out.set_state(std::string(StateName(record.state)));
      out.set_records(record.cases.items);
      out.set_extract_name(record.extract_name);
    }
    return grpc::Status::OK;
  }

 private:
  using SubmitStream = grpc::ServerReaderWriter<v1::SubmitProgress, v1::ExtractPart>;

  StatusOr<CheckReport> ReadAll(grpc::ServerReader<v1::ExtractPart>& reader) const {
    ONEFOLD_ASSIGN_OR_RETURN(const auto encoder, agency_.MakeEncoder());
    ByteInput input(PartsOf(reader));
    IntakeOptions options;
    options.schema = &agency_.recipe().schema;
    options.coder = agency_.recipe().coder.get();
    options.encoder = encoder.get();
    options.max_records = agency_.config().max_records;
    auto report = ReadExtract(input.stream(), options, nullptr);
    // A part that is too large ends the stream early: its error says more than what was read.
    ONEFOLD_RETURN_IF_ERROR(input.Finish().status());
    return report;
  }

  Status SubmitAll(grpc::ServerContext& context, SubmitStream& stream) {
    ByteInput input(PartsOf(stream));
    SubmitRequest request;
    request.input = &input;
    request.extract_name = kExtractName;
    request.skip_bad_rows = agency_.config().skip_bad_rows;

    // Callbacks come from several threads, one at a time; the last message comes after all of them.
    std::string stage;
    auto last = std::chrono::steady_clock::time_point();
    SubmitCallbacks callbacks;
    callbacks.cancelled = [&] { return context.IsCancelled(); };
    callbacks.progress = [&](std::string_view now_in, std::uint64_t done, std::uint64_t total) {
      const auto now = std::chrono::steady_clock::now();
      if (now_in == stage && now - last < kReportEvery) return;
      stage = now_in;
      last = now;
      v1::SubmitProgress message;
      message.set_stage(stage);
      message.set_done(done);
      message.set_total(total);
      stream.Write(message);
    };
    callbacks.checked = [&](const CheckReport& report, const SubmissionRecord& record) {
      v1::SubmitProgress message;
      message.set_stage("encodings");
      message.set_total(record.encodings.items);
      message.set_submission_id(record.id.data(), record.id.size());
      FillReport(report, *message.mutable_report());
      stream.Write(message);
    };
    ONEFOLD_ASSIGN_OR_RETURN(const SubmitResult result,
                             onefold::agency::Submit(agency_, request, callbacks));
    return Conclude(result, stream);
  }

  Status Conclude(const SubmitResult& result, SubmitStream& stream) {
    refused_.Add(result.report.refused);
    v1::SubmitProgress message;
    message.set_stage(result.submission ? "done" : "reading");
    FillReport(result.report, *message.mutable_report());
    if (result.submission) {
      const SubmissionRecord& record = *result.submission;
      message.set_submission_id(record.id.data(), record.id.size());
      message.set_done(record.cases.items);
      message.set_total(record.cases.items);
      if (!result.resumed) records_.Add(record.cases.items);
    }
    stream.Write(message);
    if (result.submission) return OkStatus();
    return rpc::WithDetail(
        InvalidArgumentError("rows are refused, or there is no row; nothing was sent"),
        {.rule = "extract.refused-rows"});
  }

  const Agency& agency_;
  ops::Counter& records_;
  ops::Counter& refused_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeNodeService(const Agency* agency, ops::Metrics* metrics) {
  return std::make_unique<Service>(*agency, *metrics);
}

}  // namespace onefold::agency
