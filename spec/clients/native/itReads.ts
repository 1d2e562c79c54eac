import { expect } from 'chai';
import { playNative, SIZES, type StreamReading } from './nativeStream.js';

/** A stream, and what must come of it. */
export interface Row {
  readonly body: string;
  readonly items?: readonly object[];
  readonly text?: string;
  readonly completed?: object;
  readonly error?: object;
}

const check = ({ items, text: words, completed, error }: Row, got: StreamReading): void => {
  if (words !== undefined) expect(got.text).to.equal(words);
  if (items !== undefined) expect(got.items).to.deep.equal(items);
  if (completed !== undefined) expect(got.completed).to.deep.include(completed);
  if (error === undefined) expect(got.error).to.equal(undefined);
  else expect(got.error).to.deep.include(error);
  expect(got.completed === undefined).to.equal(error !== undefined);
};

/** Plays each stream through the client of a native API, at every size of chunks. */
export const itReads = (wire: 'messages' | 'gemini', rows: Readonly<Record<string, Row>>): void => {
  for (const [what, row] of Object.entries(rows))
    it(`reads ${what}`, async () => {
      for (const size of SIZES) check(row, await playNative(wire, row.body, size));
    });
};
