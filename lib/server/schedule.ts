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

interface Timing {
  readonly ttft: number;
  /** Milliseconds from one token to the next. */
  readonly gap: number;
  readonly cut: Cut;
}

interface Run {
  readonly at: number;
  readonly texts: string[];
}

/** Pieces that go out at the same moment. */
function* runs(pieces: readonly Piece[], ttft: number, gap: number): Generator<Run> {
  let run: Run = { at: ttft, texts: [] };
  let tokens = 0;
  for (const { text, isToken } of pieces) {
    tokens += isToken ? 1 : 0;
    const at = ttft + gap * Math.max(0, tokens - 1);
    if (at > run.at) {
      yield run;
      run = { at, texts: [] };
    }
    run.texts.push(text);
  }
  yield run;
}

function* cutUp(pieces: readonly Piece[], { ttft, gap, cut }: Timing): Generator<Write> {
  for (const { at, texts } of runs(pieces, ttft, cut === 'whole' ? 0 : gap)) {
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
 * When to write what: the pieces of a body, at the script's pace, cut as the script says.
 *
 * @throws RangeError, before anything is written, for a pace or a cut that has no meaning.
 */
export const schedule = (pieces: readonly Piece[], { pace = {}, cut = 'frame' }: Script): Iterable<Write> => {
  const { ttft = 0, tokensPerSecond = Infinity } = pace;
  if (!(ttft >= 0)) throw new RangeError(`ttft must not be negative: ${ttft}`);
  if (!(tokensPerSecond > 0)) throw new RangeError(`tokensPerSecond must be above zero: ${tokensPerSecond}`);
  if (typeof cut === 'number' && !(Number.isInteger(cut) && cut > 0))
    throw new RangeError(`cut must be a whole number above zero: ${cut}`);
  return cutUp(pieces, { ttft, gap: 1000 / tokensPerSecond, cut });
};
