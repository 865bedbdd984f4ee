#pragma once

namespace digitnet::cli {

/// Makes OpenMP's threads sleep while they wait for one another instead of spinning, unless the environment already
/// says how: on a machine with other work, a spinning thread takes the processor from the one it waits for, and
/// training becomes several times slower. OpenMP reads its environment only when it is loaded, so this starts the
/// program anew with `argv`; call it before anything else of a long job.
void let_waiting_threads_sleep(char** argv);

}  // namespace digitnet::cli
