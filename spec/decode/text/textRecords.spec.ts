import { expect } from 'chai';
import { assert, constantFrom, integer, option, property, record } from 'fast-check';
import { textRecords, type TextRecord } from '../../../lib/decode/text/textRecords.js';
import type { TextKind, TextPlace } from '../../../lib/decode/text/textEvent.js';

const textAt = (order: number, kind: TextKind, place: TextPlace, part?: number): TextRecord => ({
  ...{ kind, place, part, order },
  ...{ length: 0, last: '', held: '' },
});

const placeOf = ({ position, id }: { readonly position: number | null; readonly id: string | null }): TextPlace => ({
  output_index: position ?? undefined,
  item_id: id ?? undefined,
});
const place = record({ position: option(integer({ min: 0, max: 2 })), id: option(constantFrom('a', 'b')) });

/** More texts of another kind than a list takes. */
const OTHERS = Array.from({ length: 20 }, (_, order) => textAt(order, 'reasoning', { output_index: order }));

describe('textRecords', () => {
  it('finds the same among few texts, which are in a list, and among many, which are in indexes', () => {
    const added = record({ place, part: option(integer({ min: 0, max: 1 })) });
    assert(
      property(added, added, added, added, place, (one, other, third, removed, asked) => {
        const texts = [one, other, third, removed].map(({ place: at, part }, index) =>
          textAt(100 + index, 'text', placeOf(at), part ?? undefined),
        );
        const [few, many] = [textRecords(), textRecords()];
        for (const text of OTHERS) many.add(text);
        const answers = [few, many].map((records) => {
          for (const text of texts) records.add(text);
          for (const text of texts.slice(3)) records.remove(text);
          const at = placeOf(asked);
          return {
            found: [undefined, 0, 1].map((part) => records.find('text', at, part)?.order),
            at: records.at('text', at).map(({ order }) => order),
            unplaced: records.unplaced('text').map(({ order }) => order),
            all: [...records].filter(({ kind }) => kind === 'text').map(({ order }) => order),
          };
        });
        const sorted = answers.map((answer) => ({ ...answer, at: [...answer.at].sort((a, b) => a - b) }));
        expect(sorted[0]).to.deep.equal(sorted[1]);
      }),
    );
  });

  it('keeps the texts of the list when it becomes an index', () => {
    const records = textRecords();
    const texts = Array.from({ length: 40 }, (_, order) => textAt(order, 'text', { output_index: order }));
    for (const text of texts) records.add(text);
    expect([...records]).to.deep.equal(texts);
    expect(texts.map(({ place: at }) => records.find('text', at, undefined))).to.deep.equal(texts);
  });
});
