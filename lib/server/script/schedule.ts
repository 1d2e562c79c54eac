import type { Cut, Script } from './Script.js';

/** A part of a body: one frame, or a complete JSON body. Only the script's `cut` divides it further. */
export interface Piece {
  readonly text: string;
  /** Marks a piece that `tokensPerSecond` counts. */
  readonly isToken: boolean;
}

/** The bytes of one write and the time to send them. */
export interface Write {
  /** The time after the response headers, in milliseconds. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A piece and the time to send it. */
export interface Due<P extends Piece> {
  /** The time after the response headers, in milliseconds. */
  readonly at: number;
  readonly piece: P;
}

/** The pace and the cut of a script, with the defaults filled in. */
export interface Timing {
  readonly ttft: number;
  /** The time from one token to the next, in milliseconds. */
  readonly gap: number;
  readonly cut: Cut;
}

interface Run {
  readonly at: number;
  readonly texts: string[];
}

/** Yields each piece with its time. The order is kept, and times never decrease. */
export function* dueTimes<P extends Piece>(pieces: readonly P[], { ttft, gap }: Timing): Generator<Due<P>> {
  let tokens = 0;
  for (const piece of pieces) {
    tokens += piece.isToken ? 1 : 0;
    yield { at: ttft + gap * Math.max(0, tokens - 1), piece };
  }
}

/** Groups the pieces that are sent at the same time. */
function* runs(pieces: readonly Piece[], timing: Timing): Generator<Run> {
  let run: Run = { at: timing.ttft, texts: [] };
  for (const { at, piece } of dueTimes(pieces, timing)) {
    if (at > run.at) {
      yield run;
      run = { at, texts: [] };
    }
    run.texts.push(piece.text);
  }
  yield run;
}

function* cutUp(pieces: readonly Piece[], timing: Timing): Generator<Write> {
  const { cut } = timing;
  for (const { at, texts } of runs(pieces, timing)) {
    if (cut === 'frame') {
      for (const text of texts) yield { at, bytes: Buffer.from(text) };
      continue;
    }
    const bytes = Buffer.from(texts.join(''));
    const size = cut === 'whole' ? bytes.length : cut;
    for (let start = 0; start < bytes.length; start += size) yield { at, bytes: bytes.subarray(start, start + size) };
  }
}

/**
 * Reads the pace and the cut of a script.
 *
 * @throws RangeError for an invalid pace or cut.
 */
export const timingOf = ({ pace = {}, cut = 'frame' }: Script): Timing => {
  const { ttft = 0, tokensPerSecond = Infinity } = pace;
  if (!(ttft >= 0)) throw new RangeError(`the "ttft" of a pace must not be negative (milliseconds), but is ${ttft}`);
  if (!(tokensPerSecond > 0))
    throw new RangeError(`the "tokensPerSecond" of a pace must be greater than 0, but is ${tokensPerSecond}`);
  if (typeof cut === 'number' && !(Number.isInteger(cut) && cut > 0))
    throw new RangeError(`the "cut" of a script must be 'frame', 'whole' or an integer greater than 0, but is ${cut}`);
  return { ttft, gap: cut === 'whole' ? 0 : 1000 / tokensPerSecond, cut };
};

/**
 * Plans the writes of a body according to the pace and the cut of its script.
 *
 * @throws RangeError for an invalid pace or cut, before anything is written.
 */
export const schedule = (pieces: readonly Piece[], script: Script): Iterable<Write> => cutUp(pieces, timingOf(script));
