#include "linkage/match/parallel.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <mutex>
#include <new>
#include <thread>

namespace onefold::match {

unsigned WorkerCount(unsigned threads) {
  return threads != 0 ? threads : std::max(1u, std::thread::hardware_concurrency());
}

Status ParallelFor(std::size_t count, unsigned workers,
                   const std::function<Status(unsigned worker, std::size_t item)>& work) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> stop{false};
  std::mutex mutex;
  Status first_error;

  const auto run = [&](unsigned worker) {
    while (!stop.load(std::memory_order_relaxed)) {
      const std::size_t item = next.fetch_add(1, std::memory_order_relaxed);
      if (item >= count) return;
      Status status;
      try {
        status = work(worker, item);
      } catch (const std::bad_alloc&) {
        status = ResourceExhaustedError("out of memory while linking");
      }
      if (!status.ok()) {
        const std::lock_guard lock(mutex);
        if (first_error.ok()) first_error = status;
        stop.store(true, std::memory_order_relaxed);
      }
    }
  };

  workers = static_cast<unsigned>(std::min<std::size_t>(workers, std::max<std::size_t>(count, 1)));
  if (workers <= 1) {
    run(0);
    return first_error;
  }
  boost::asio::thread_pool pool(workers);
  for (unsigned worker = 0; worker < workers; ++worker) {
    boost::asio::post(pool, [&run, worker] { run(worker); });
  }
  pool.join();
  return first_error;
}

}  // namespace onefold::match
