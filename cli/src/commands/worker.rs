//! `presswork worker`: a worker alone.

use presswork_domain::platform::Settings;
use presswork_worker::Options;

use super::running::until_signal;
use crate::{Failure, args::WorkerArgs, compose};

pub(crate) async fn run(settings: Settings, args: WorkerArgs) -> Result<(), Failure> {
    let options = chosen(Options::from_settings(&settings), args);
    until_signal(compose::worker(settings, options).await?, None).await
}

fn chosen(mut options: Options, args: WorkerArgs) -> Options {
    if let Some(queues) = args.queues {
        options.queues = queues;
        options.queues.sort_unstable();
        options.queues.dedup();
    }
    if let Some(concurrency) = args.concurrency {
        options.concurrency = concurrency.into();
    }
    options
}

#[cfg(test)]
mod tests {
    use presswork_domain::jobs::QueueName::{Bulk, Interactive, Standard};

    use super::*;

    #[test]
    fn what_the_command_line_says_wins_over_the_settings() {
        let settings = Options { queues: vec![Standard], concurrency: 8 };
        let nothing = WorkerArgs { queues: None, concurrency: None };
        assert_eq!(chosen(settings.clone(), nothing), settings);
        let args = WorkerArgs { queues: Some(vec![Bulk, Interactive, Bulk]), concurrency: Some(2) };
        assert_eq!(chosen(settings, args), Options { queues: vec![Interactive, Bulk], concurrency: 2 });
    }
}
