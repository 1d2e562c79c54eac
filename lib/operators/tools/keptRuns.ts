import { map, ReplaySubject, type Observable, type Subscription } from 'rxjs';
import { inputOf } from '../../answer/itemSnapshot.js';
import type { ToolCall, ToolEvent } from '../../answer/AnswerEvent.js';

/** The maximum number of events of a run that are kept for a repeated call. The oldest, which are progress, are lost. */
const MAX_EVENTS = 1000;

interface KeptRun {
  readonly key: string;
  readonly events: ReplaySubject<ToolEvent>;
  readonly subscription: Subscription;
}

/** The runs of a step whose answer may be requested again. */
export interface KeptRuns {
  /** Runs a call, or continues the run of an equal call that a repeated step took back. */
  run(call: ToolCall, start: () => Observable<ToolEvent>): Observable<ToolEvent>;
  /** Marks all runs as taken back, so that an equal call of the repeated step continues them. */
  takeBack(): void;
  /** Ends all runs, and forgets them. */
  end(): void;
}

// The parts are serialized, so that no name can contain a separator.
const keyOf = (call: ToolCall): string => JSON.stringify([call.type, call.name, inputOf(call)]);

const withCall = (event: ToolEvent, call: ToolCall): ToolEvent =>
  event.type === 'tools_suspended' ? event : { ...event, call };

/**
 * Keeps the runs of a step beyond the attempt that began them. If the answer fails and is requested again, the model
 * usually repeats its calls with new ids: a call with the same name and arguments then continues the first run, so that
 * no tool runs twice.
 */
// docs/decisions.md: a retry and the tools
export const keptRuns = (): KeptRuns => {
  let runs: KeptRun[] = [];
  let takenBack = new Map<string, KeptRun[]>(); // by key, the last run first
  return {
    run: (call, start) => {
      const key = keyOf(call);
      const known = takenBack.get(key)?.pop();
      if (known !== undefined) return known.events.pipe(map((event) => withCall(event, call)));
      const events = new ReplaySubject<ToolEvent>(MAX_EVENTS);
      runs.push({ key, events, subscription: start().subscribe(events) });
      return events;
    },
    takeBack: () => {
      takenBack = new Map();
      for (const run of [...runs].reverse()) {
        const alike = takenBack.get(run.key);
        if (alike === undefined) takenBack.set(run.key, [run]);
        else alike.push(run);
      }
    },
    end: () => {
      runs.forEach(({ subscription }) => subscription.unsubscribe());
      runs = [];
      takenBack = new Map();
    },
  };
};
