import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { DevtoolsCall, DevtoolsStage } from './DevtoolsMessage.js';
import type { DevtoolsSink } from './DevtoolsSink.js';

/** The part of `performance` that is used. */
export interface UserTiming {
  /** The time since the start of the page, in milliseconds. */
  now(): number;
  /** Adds a point in time. */
  mark(name: string, options: { readonly startTime: number; readonly detail: unknown }): unknown;
  /** Adds a duration. */
  measure(name: string, options: { readonly start: number; readonly end: number; readonly detail: unknown }): unknown;
  /** Removes the points with a name. */
  clearMarks(name: string): void;
  /** Removes the durations with a name. */
  clearMeasures(name: string): void;
}

/** The colours of the Performance panel of Chrome. */
const COLORS: Readonly<Record<DevtoolsStage, string>> = {
  request: 'primary',
  'retry wait': 'secondary',
  'first byte': 'primary-light',
  frames: 'primary-dark',
  silence: 'secondary-light',
  'demand closed': 'tertiary',
  drain: 'tertiary-light',
};

const GROUP = 'codex-rx';

const titleOf = ({ api, provider, model }: DevtoolsCall): string => `${api} ${model ?? provider}`;

/**
 * Creates a sink that measures stages with the User Timing API. The Performance panel of Chrome shows each call as a
 * track of the group `codex-rx`. Entries are removed from the timeline at once, so that they do not fill the memory: the
 * panel and every `PerformanceObserver` have received them by then.
 *
 * @param now the clock of the messages.
 */
export const userTimingSink = (timing: UserTiming, now: () => number): DevtoolsSink => {
  const begun = new Map<string, { readonly title: string; readonly track: string; readonly at: number }>();
  let calls = 0;
  const measure = (name: string, [start, end]: readonly [number, number], track: string, color: string, note = '') => {
    // `performance` measures from the start of the page, messages from 1970. A clock that was set gives no negative time.
    const offset = timing.now() - now();
    const details = { dataType: 'track-entry', track, trackGroup: GROUP, color };
    const properties = note === '' ? undefined : [['note', note]];
    const detail = {
      devtools: { ...details, ...definedMembers({ properties }), tooltipText: `${name} ${note}`.trim() },
    };
    const from = Math.max(0, start + offset);
    timing.measure(name, { start: from, end: Math.max(from, end + offset), detail });
    timing.clearMeasures(name);
  };
  return {
    open: () => undefined,
    send: (message) => {
      if (message.type === 'call') {
        calls += 1;
        const title = titleOf(message);
        begun.set(message.call, { title, track: `${calls}: ${title}`, at: message.at });
        return;
      }
      const call = begun.get(message.call);
      // A drain ends after its call, which is forgotten by then.
      const track = call?.track ?? 'drains';
      if (message.type === 'stage' && message.end !== undefined)
        measure(message.stage, [message.at, message.end], track, COLORS[message.stage], message.note);
      if (message.type !== 'end' || call === undefined) return;
      const { outcome, note = '', at } = message;
      measure(
        call.title,
        [call.at, at],
        track,
        outcome === 'failed' ? 'error' : 'primary',
        `${outcome} ${note}`.trim(),
      );
      const detail = { devtools: { dataType: 'marker', color: outcome === 'failed' ? 'error' : 'primary' } };
      const mark = `${call.title}: ${outcome}`;
      timing.mark(mark, { startTime: Math.max(0, at + timing.now() - now()), detail });
      timing.clearMarks(mark);
      begun.delete(message.call);
    },
    close: () => undefined,
  };
};
