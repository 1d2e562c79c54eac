import type { Cut, Script } from './Script.js';

/** A part of a body that is not cut unless the script says so: one frame, or a whole JSON text. */
export interface Piece {
  readonly text: string;
  /** True for what the pace counts. */
  readonly isToken: boolean;
}

/** So many bytes at such a time. */
export interface Write {
  /** Milliseconds after the head. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A piece and when to send it. */
export interface Due<P extends Piece> {
  /** Milliseconds after the head. */
  readonly at: number;
  readonly piece: P;
}

/** The script's pace and cut, made plain. */
export interface Timing {
  readonly ttft: number;
  /** Milliseconds from one token to the next. */
  readonly gap: number;
  readonly cut: Cut;
}

interface Run {
  readonly at: number;
  readonly texts: string[];
}

/** When each piece is due: in order, and none before the one before it. */
export function* dueTimes<P extends Piece>(pieces: readonly P[], { ttft, gap }: Timing): Generator<Due<P>> {
  let tokens = 0;
  for (const piece of pieces) {
    tokens += piece.isToken ? 1 : 0;
    yield { at: ttft + gap * Math.max(0, tokens - 1), piece };
  }
}

/** Pieces that go out at the same moment. */
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

/** @throws RangeError for a pace or a cut that has no meaning. */
export const timingOf = ({ pace = {}, cut = 'frame' }: Script): Timing => {
  const { ttft = 0, tokensPerSecond = Infinity } = pace;
  if (!(ttft >= 0)) throw new RangeError(`ttft must not be negative: ${ttft}`);
  if (!(tokensPerSecond > 0)) throw new RangeError(`tokensPerSecond must be above zero: ${tokensPerSecond}`);
  if (typeof cut === 'number' && !(Number.isInteger(cut) && cut > 0))
    throw new RangeError(`cut must be a whole number above zero: ${cut}`);
  return { ttft, gap: cut === 'whole' ? 0 : 1000 / tokensPerSecond, cut };
};

/**
 * When to write what: the pieces of a body, at the script's pace, cut as the script says.
 *
 * @throws RangeError, before anything is written, for a pace or a cut that has no meaning.
 */
export const schedule = (pieces: readonly Piece[], script: Script): Iterable<Write> => cutUp(pieces, timingOf(script));
