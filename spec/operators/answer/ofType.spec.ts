import { expect } from 'chai';
import { map, of, type Observable } from 'rxjs';
import { ofType } from '../../../lib/operators/answer/ofType.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { syncOutcome } from '../syncOutcome.js';

const events$: Observable<ResponseEvent> = of<ResponseEvent[]>(
  { type: 'created' },
  { type: 'output_text_delta', delta: 'Hi' },
  { type: 'models_etag', etag: 'e1' },
  { type: 'output_text_delta', delta: '!' },
);

describe('ofType', () => {
  it('keeps one type and narrows to it: its fields can be read', () => {
    const delta$: Observable<string> = events$.pipe(
      ofType('output_text_delta'),
      map((event) => event.delta),
    );
    expect(syncOutcome(delta$).values).to.deep.equal(['Hi', '!']);
  });

  it('keeps several types and narrows to their union', () => {
    const text$: Observable<string> = events$.pipe(
      ofType('output_text_delta', 'models_etag'),
      map((event) => (event.type === 'models_etag' ? event.etag : event.delta)),
    );
    expect(syncOutcome(text$).values).to.deep.equal(['Hi', 'e1', '!']);
  });

  it('serves any tagged union', () => {
    const shapes = [{ type: 'square', side: 2 } as const, { type: 'circle', radius: 1 } as const];
    const side$: Observable<number> = of(...shapes).pipe(
      ofType('square'),
      map(({ side }) => side),
    );
    expect(syncOutcome(side$)).to.deep.equal({ values: [2], end: 'complete' });
  });

  it('completes where nothing fits', () => {
    expect(syncOutcome(events$.pipe(ofType('completed')))).to.deep.equal({ values: [], end: 'complete' });
  });

  it('does not compile with a type that the union lacks, or with none', () => {
    // @ts-expect-error: no event is called so
    const misspelt$ = events$.pipe(ofType('output_text'));
    // @ts-expect-error: one type at least
    const nothing$ = events$.pipe(ofType());
    expect([syncOutcome(misspelt$).values, syncOutcome(nothing$).values]).to.deep.equal([[], []]);
  });
});
