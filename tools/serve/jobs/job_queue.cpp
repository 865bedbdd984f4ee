#include "job_queue.hpp"

#include <string_view>

#include "account_error.hpp"
#include "paged_query.hpp"
#include "random_id.hpp"

namespace digitnet::serve {
namespace {

constexpr std::chrono::days kKept{90};
constexpr std::string_view kLeft =
    "The server was stopped in the middle of it again and again; it is not tried any more.";

const std::string kColumns =
    "job.id, job.kind, job.owner_id, job.state, job.subject_sha256, job.version_id, job.progress, job.problem, "
    "job.is_to_stop, job.created_at, job.started_at, job.ended_at, job.seconds, job.tries, job.runner";

Job job_of(const DatabaseRow& row) {
  Job job;
  job.id = row.text(0);
  job.kind = job_kind_named(row.text(1)).value();
  job.owner_id = row.text(2);
  job.state = job_state_named(row.text(3)).value();
  job.subject_sha256 = row.text(4);
  job.version_id = row.text(5);
  job.progress = parse_progress(row.text(6));
  job.problem = row.text(7);
  job.is_to_stop = row.flag(8);
  job.created_at = row.time(9);
  job.started_at = row.maybe_time(10);
  job.ended_at = row.maybe_time(11);
  job.seconds = row.real(12);
  job.tries = static_cast<int>(row.integer(13));
  job.runner = row.text(14);
  return job;
}

std::string text_of(std::string_view name) {
  return std::string(name);
}

}  // namespace

std::string JobQueue::add(const NewJob& job, Time now) {
  if (job.kind == JobKind::train && open(job.owner_id, job.kind)) {
    throw AccountError(AccountError::Kind::taken, "", "A training of yours waits or runs already.");
  }
  const std::string id = random_id();
  transaction_.change(
      "INSERT INTO job (id, kind, owner_id, state, subject_sha256, version_id, progress, problem, is_to_stop, "
      "created_at, seconds, tries, runner, lease_ends_at) "
      "VALUES (:id, :kind, :owner, 'queued', :subject, :version, '{}', '', 0, :now, 0, 0, '', 0)",
      {id, text_of(name_of(job.kind)), job.owner_id, job.subject_sha256, job.version_id, value_of(now)});
  return id;
}

std::optional<Job> JobQueue::find(const std::string& id) {
  const auto row = transaction_.row("SELECT " + kColumns + " FROM job WHERE id = :id", {id});
  return row ? std::optional(job_of(*row)) : std::nullopt;
}

Page<Job> JobQueue::list(const std::string& owner_id, JobKind kind, PageRequest page) {
  return page_of<Job>(
      transaction_,
      {"SELECT " + kColumns +
           " FROM job WHERE owner_id = :owner AND kind = :kind ORDER BY created_at DESC, id LIMIT :limit "
           "OFFSET :offset",
       {owner_id, text_of(name_of(kind))}},
      page, job_of);
}

Page<Job> JobQueue::list(PageRequest page) {
  return page_of<Job>(transaction_,
                      {"SELECT " + kColumns + " FROM job ORDER BY created_at DESC, id LIMIT :limit OFFSET :offset", {}},
                      page, job_of);
}

std::optional<Job> JobQueue::open(const std::string& owner_id, JobKind kind) {
  const auto row = transaction_.row("SELECT " + kColumns +
                                        " FROM job WHERE owner_id = :owner AND kind = :kind AND state IN ('queued', "
                                        "'running') ORDER BY created_at DESC LIMIT 1",
                                    {owner_id, text_of(name_of(kind))});
  return row ? std::optional(job_of(*row)) : std::nullopt;
}

std::optional<Job> JobQueue::last_evaluation(const std::string& version_id) {
  const auto row = transaction_.row("SELECT " + kColumns +
                                        " FROM job WHERE version_id = :version AND kind = 'evaluate' ORDER BY "
                                        "created_at DESC, id LIMIT 1",
                                    {version_id});
  return row ? std::optional(job_of(*row)) : std::nullopt;
}

JobCounts JobQueue::count(Time now) {
  JobCounts counts;
  const auto row = transaction_.row(
      "SELECT (SELECT COUNT(*) FROM job WHERE state = 'queued'), (SELECT COUNT(*) FROM job WHERE state = 'running'), "
      "(SELECT COUNT(*) FROM job WHERE state = 'failed' AND ended_at > :since)",
      {value_of(now - std::chrono::days(1))});
  counts.queued = row->integer(0);
  counts.running = row->integer(1);
  counts.failed = row->integer(2);
  return counts;
}

std::vector<TrainingRun> JobQueue::runs(const std::string& owner_id, Time since) {
  const auto rows = transaction_.rows(
      "SELECT seconds, ended_at FROM job WHERE owner_id = :owner AND kind = 'train' AND seconds > 0 AND (ended_at IS "
      "NULL OR ended_at > :since) ORDER BY CASE WHEN ended_at IS NULL THEN 1 ELSE 0 END, ended_at",
      {owner_id, value_of(since)});
  std::vector<TrainingRun> runs;
  for (const DatabaseRow& row : rows) runs.push_back({row.real(0), row.maybe_time(1)});
  return runs;
}

std::optional<Job> JobQueue::take(const JobLease& lease, Time now) {
  for (;;) {
    const auto row = transaction_.row("SELECT " + kColumns +
                                          " FROM job JOIN account ON account.id = job.owner_id WHERE account.state = "
                                          "'active' AND (job.state = 'queued' OR (job.state = 'running' AND "
                                          "job.lease_ends_at < :now)) ORDER BY job.created_at, job.id LIMIT 1",
                                      {value_of(now)});
    if (!row) return std::nullopt;
    Job job = job_of(*row);
    if (job.is_to_stop || job.tries >= kMostTries) {
      transaction_.change(
          "UPDATE job SET state = :state, problem = :problem, seconds = :seconds, ended_at = :now WHERE id = :id",
          {text_of(name_of(job.is_to_stop ? JobState::cancelled : JobState::failed)),
           job.is_to_stop ? "" : std::string(kLeft), job.is_to_stop ? job.seconds : 0, value_of(now), job.id});
      continue;
    }
    transaction_.change(
        "UPDATE job SET state = 'running', runner = :runner, lease_ends_at = :ends, tries = tries + 1, seconds = 0, "
        "progress = '{}', started_at = :now WHERE id = :id",
        {lease.runner, value_of(lease.ends_at), value_of(now), job.id});
    return find(job.id);
  }
}

std::optional<bool> JobQueue::renew(const Job& job, const JobLease& lease) {
  const auto row = transaction_.row(
      "UPDATE job SET lease_ends_at = :ends, seconds = :seconds, progress = :progress "
      "WHERE id = :id AND runner = :runner AND state = 'running' AND tries = :tries RETURNING CASE WHEN is_to_stop = 1 "
      "OR EXISTS (SELECT 1 FROM account WHERE account.id = job.owner_id AND account.state <> 'active') THEN 1 ELSE 0 "
      "END",
      {value_of(lease.ends_at), job.seconds, to_json(job.progress), job.id, lease.runner, std::int64_t{job.tries}});
  return row ? std::optional(row->flag(0)) : std::nullopt;
}

void JobQueue::put_back(const Job& job) {
  transaction_.change(
      "UPDATE job SET state = 'queued', tries = tries - 1, seconds = 0, progress = '{}', runner = '' "
      "WHERE id = :id AND runner = :runner AND state = 'running' AND tries = :tries AND (kind <> 'train' OR NOT "
      "EXISTS (SELECT 1 FROM job AS other WHERE other.owner_id = :owner AND other.kind = 'train' AND other.state = "
      "'queued'))",
      {job.id, job.runner, std::int64_t{job.tries}, job.owner_id});
}

bool JobQueue::finish(const Job& job, Time now) {
  return transaction_.change(
             "UPDATE job SET state = :state, problem = :problem, version_id = :version, progress = :progress, "
             "seconds = :seconds, ended_at = :now "
             "WHERE id = :id AND runner = :runner AND state = 'running' AND tries = :tries",
             {text_of(name_of(job.state)), job.problem, job.version_id, to_json(job.progress), job.seconds,
              value_of(now), job.id, job.runner, std::int64_t{job.tries}}) == 1;
}

bool JobQueue::cancel(const std::string& id, Time now) {
  if (transaction_.change("UPDATE job SET state = 'cancelled', ended_at = :now WHERE id = :id AND state = 'queued'",
                          {value_of(now), id}) == 1) {
    return true;
  }
  return transaction_.change("UPDATE job SET is_to_stop = 1 WHERE id = :id AND state = 'running' AND is_to_stop = 0",
                             {id}) == 1;
}

void JobQueue::clean_up(Time now) {
  transaction_.change("DELETE FROM job WHERE ended_at < :before", {value_of(now - kKept)});
}

}  // namespace digitnet::serve
