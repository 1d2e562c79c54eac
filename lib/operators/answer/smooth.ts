import { asyncScheduler, type MonoTypeOperatorFunction, type SchedulerLike, type Subscription } from 'rxjs';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import { operate } from '../flow/operate.js';

/** Options for `smooth`. */
export interface SmoothOptions {
  /** The unit in which text is emitted. Default: `word`. */
  readonly unit?: 'grapheme' | 'word' | undefined;
  /** The pace in units per second; `adaptive` follows the model. Default: `adaptive`. */
  readonly perSecond?: number | 'adaptive' | undefined;
  /** The longest time that text is held, in milliseconds. Default: 500. */
  readonly maxLag?: number | undefined;
  /** The maximum number of units that are held. One more causes all of them to be emitted. Default: 10 000. */
  readonly maxSize?: number | undefined;
  /** Measures the pace. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

type TextDelta = Extract<AnswerEvent, { type: 'output_text_delta' }>;

/** An event that is held, with the time of its arrival. */
interface Held {
  readonly event: AnswerEvent;
  readonly at: number;
}

/** The shortest time between two emissions, in milliseconds. A faster pace emits several units at once. */
const TICK = 4;

/** A word with the space and punctuation that follow it; leading space is a unit of its own. */
const WORDS = /^\s+|\S+\s*/gu;

/** The number of characters that are divided at a time: engines take quadratic time for a long text. */
const BLOCK = 1024;
/** The characters at the end of a block that are divided again with the next one: a grapheme may go on there. */
const MARGIN = 128;

const graphemesIn = (text: string): readonly string[] => {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const units: string[] = [];
  for (let start = 0; start < text.length;) {
    const block = Array.from(segmenter.segment(text.slice(start, start + BLOCK)), ({ segment }) => segment);
    const isLast = start + BLOCK >= text.length;
    const end = isLast ? text.length : start + BLOCK - MARGIN;
    for (const [index, unit] of block.entries()) {
      if (index > 0 && start + unit.length > end) break;
      units.push(unit);
      start += unit.length;
    }
  }
  return units;
};

const unitsIn = (text: string, unit: 'grapheme' | 'word'): readonly string[] =>
  unit === 'word' ? (text.match(WORDS) ?? []) : graphemesIn(text);

const sameMessage = (a: TextDelta, b: AnswerEvent | undefined): b is TextDelta =>
  b?.type === 'output_text_delta' &&
  a.item_id === b.item_id &&
  a.output_index === b.output_index &&
  a.content_index === b.content_index;

/**
 * Emits the text of an answer at an even pace, in words or graphemes. Servers send text in bursts, which is tiring to
 * read. The text is never more than `maxLag` behind, and everything is emitted when the source ends.
 *
 * ```text
 * source events:  [a b c ]------------------|
 *        smooth({ perSecond: 100 })
 * output events:  [a ]------[b ]------[c ]--|
 * ```
 *
 * Other events keep their place between the texts. A `reset` discards the text that is held. With `adaptive`, the pace
 * grows with the amount of text that is held.
 *
 * Errors of the source pass through, after the text that is held. Teardown: cancels the wait and unsubscribes from the
 * source.
 *
 * @example
 * client.streamPrompt('gpt-5.1', 'Say hi').pipe(smooth({ unit: 'word' }), accumulate()).subscribe(render);
 */
export const smooth = <T extends AnswerEvent>({
  unit = 'word',
  perSecond = 'adaptive',
  maxLag = 500,
  maxSize = 10_000,
  scheduler = asyncScheduler,
}: SmoothOptions = {}): MonoTypeOperatorFunction<T | AnswerEvent> =>
  operate((subscriber) => {
    let held: Held[] = [];
    let start = 0; // the index of the first event that is still held
    let last = -Infinity; // the time of the last emission
    let task: Subscription | undefined;

    const size = () => held.length - start;
    const flush = () => {
      const rest = held.slice(start);
      held = [];
      start = 0;
      merged(rest).forEach((event) => subscriber.next(event));
    };
    const pace = (): { readonly wait: number; readonly count: number } => {
      // Half of the allowed lag, so that the pace is even before the limit is reached.
      const period = perSecond === 'adaptive' ? maxLag / 2 / Math.max(1, size()) : 1000 / perSecond;
      const wait = Math.max(period, TICK);
      return { wait, count: Math.max(1, Math.round(wait / period)) };
    };
    const run = () => {
      task = undefined;
      const now = scheduler.now();
      const { count } = pace();
      let end = start;
      for (let units = 0; end < held.length; end++) {
        const next = held[end];
        if (next === undefined) break;
        const isText = next.event.type === 'output_text_delta';
        if (isText && units >= count && next.at + maxLag > now) break;
        if (isText) units++;
      }
      const due = held.slice(start, end);
      start = end;
      last = now;
      if (start > 1000 && start * 2 > held.length) {
        held = held.slice(start);
        start = 0;
      }
      merged(due).forEach((event) => subscriber.next(event));
      schedule();
    };
    const schedule = () => {
      const first = held[start];
      if (first === undefined || task !== undefined) return;
      const now = scheduler.now();
      const due = Math.min(last + pace().wait, first.at + maxLag);
      if (due <= now) run();
      else task = scheduler.schedule(run, due - now);
    };

    return {
      next: (event) => {
        if (event.type === 'reset') {
          held = [];
          start = 0;
        }
        if (event.type !== 'output_text_delta' || event.delta === '') {
          if (size() === 0) return subscriber.next(event);
          held.push({ event, at: scheduler.now() });
        } else {
          const at = scheduler.now();
          for (const delta of unitsIn(event.delta, unit)) held.push({ event: { ...event, delta }, at });
        }
        if (size() > maxSize) flush();
        schedule();
      },
      error: (error) => {
        flush();
        subscriber.error(error);
      },
      complete: () => {
        flush();
        subscriber.complete();
      },
      teardown: () => task?.unsubscribe(),
    };
  });

/** Joins consecutive texts of the same message. */
const merged = (held: readonly Held[]): readonly AnswerEvent[] => {
  const events: AnswerEvent[] = [];
  for (const { event } of held) {
    const before = events.at(-1);
    if (event.type === 'output_text_delta' && sameMessage(event, before))
      events[events.length - 1] = { ...event, delta: before.delta + event.delta };
    else events.push(event);
  }
  return events;
};
