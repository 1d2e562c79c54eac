import { asyncScheduler, type TimestampProvider } from 'rxjs';
import { isJsonObject } from '../../protocol/codec/json.js';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { callStages } from '../../telemetry/devtools/callStages.js';
import { channelSink, type DevtoolsChannel } from '../../telemetry/devtools/channelSink.js';
import { allSinks, type DevtoolsSink } from '../../telemetry/devtools/DevtoolsSink.js';
import { userTimingSink, type UserTiming } from '../../telemetry/devtools/userTimingSink.js';
import type { CallReport, Telemetry } from '../../telemetry/Telemetry.js';

/** Options for `tapDevtools`. */
export interface TapDevtoolsOptions {
  /**
   * The name of the `BroadcastChannel`, or a function that opens a channel; `false` sends no messages. Default:
   * `codex-rx`.
   */
  readonly channel?: string | (() => DevtoolsChannel) | false | undefined;
  /** The User Timing API; `false` makes no entries. Default: the global `performance`. */
  readonly timing?: UserTiming | false | undefined;
  /**
   * Sends the events of answers to the channel, cut to 200 characters and with credentials masked. Default: false, only
   * the names of frames are sent.
   */
  readonly texts?: boolean | undefined;
  /** The shortest time without a frame that is drawn as silence, in milliseconds. Default: 1000. */
  readonly silence?: number | undefined;
  /** The clock. Default: asyncScheduler. */
  readonly scheduler?: TimestampProvider | undefined;
  /** The source of the ids of calls, which must differ between pages. Default: Math.random. */
  readonly random?: (() => number) | undefined;
}

/** The maximum number of characters of an event. */
const TEXT_LENGTH = 200;
/** The maximum number of characters of a name. */
const NAME_LENGTH = 80;

const channelOf = (channel: NonNullable<TapDevtoolsOptions['channel']>): readonly DevtoolsSink[] => {
  if (channel === false) return [];
  if (typeof channel === 'function') return [channelSink(channel)];
  return 'BroadcastChannel' in globalThis ? [channelSink(() => new BroadcastChannel(channel))] : [];
};

const timingOf = (timing: UserTiming | false, now: () => number): readonly DevtoolsSink[] =>
  timing === false ? [] : [userTimingSink(timing, now)];

const modelOf = ({ body }: CallReport): string | undefined =>
  isJsonObject(body) && typeof body['model'] === 'string' ? body['model'].slice(0, NAME_LENGTH) : undefined;

/**
 * Creates telemetry that shows the stages of every call: requests, waits before retries, the first byte, frames,
 * silence, closed demand, the end and the drained connection. The Performance panel of Chrome shows them as tracks, and
 * the page `devtools/` of the documentation draws them as lanes while the application runs.
 *
 * ```text
 * frames:    ---a----b-----c----|
 *            watched(tapDevtools({ channel, silence: 6 }))
 * frames:    ---a----b-----c----|
 * messages:  x--f----f-----(ysf)(ye)   x = 'call', f = 'frame', y = 'frames', s = 'silence', e = 'end'
 * ```
 *
 * Messages hold times, names and numbers, but no prompt, answer or key. The channel is open only while a call runs.
 * Entries of User Timing are removed at once, so that they do not fill the memory of the page.
 *
 * Without it, a client makes no report: each hook is looked up once per call, and nothing is created per frame.
 *
 * Errors: none; an error of the channel or of User Timing is dropped. Teardown: the channel is closed when the last call
 * ends.
 *
 * @example
 * const watched = new ResponsesClient({ provider, auth, telemetry: tapDevtools() });
 */
export const tapDevtools = ({
  channel = 'codex-rx',
  timing = performance,
  texts = false,
  silence = 1_000,
  scheduler = asyncScheduler,
  random = Math.random,
}: TapDevtoolsOptions = {}): Telemetry => {
  const now = () => scheduler.now();
  const sinks = [...channelOf(channel), ...timingOf(timing, now)];
  if (sinks.length === 0) return {};
  const sink = allSinks(sinks);
  let calls = 0;
  return {
    onCall: (report) => {
      calls += 1;
      const call = `${Math.floor(random() * 2 ** 32).toString(36)}-${calls}`;
      const { api, provider } = report;
      const model = modelOf(report);
      sink.open();
      sink.send({
        type: 'call',
        call,
        at: now(),
        api,
        provider: provider.slice(0, NAME_LENGTH),
        ...definedMembers({ model }),
      });
      const textLength = texts ? TEXT_LENGTH : 0;
      const hooks = callStages(report, { call, send: sink.send, now, silence, textLength });
      return {
        ...hooks,
        onEnd: (end) => {
          hooks.onEnd?.(end);
          sink.close();
        },
      };
    },
  };
};
