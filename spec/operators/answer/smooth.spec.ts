import { expect } from 'chai';
import { concat, NEVER, of, VirtualTimeScheduler } from 'rxjs';
import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import { smooth } from '../../../lib/operators/answer/smooth.js';
import { inVirtualTime } from '../../support/virtualTime.js';

const text = (delta: string): AnswerEvent => ({ type: 'output_text_delta', delta });

describe('smooth', () => {
  it('leaves no task behind for a subscriber that leaves', () => {
    const scheduler = new VirtualTimeScheduler();
    const subscription = concat(of(text('a b c')), NEVER)
      .pipe(smooth({ scheduler }))
      .subscribe();
    expect(scheduler.actions).to.have.length(1);
    subscription.unsubscribe();
    expect(scheduler.actions).to.have.length(0);
  });

  it('emits an event behind a held text by the clock of its scheduler', () => {
    const last: AnswerEvent = { type: 'refusal_delta', delta: 'No' };
    const { values, times } = inVirtualTime(
      (scheduler) => concat(of(text('a b'), last), NEVER).pipe(smooth({ perSecond: 1, scheduler })),
      { maxTime: 10_000 },
    );
    expect(values).to.deep.equal([text('a '), text('b'), last]);
    expect(times).to.deep.equal([0, 500, 500]);
  });

  it('divides a long text into graphemes, also where one is at the end of a block', () => {
    const family = '👨‍👩‍👧';
    const long = `${'x'.repeat(1020)}${family}${'é'.repeat(1500)}${'a\u0301'.repeat(3000)}`;
    const scheduler = new VirtualTimeScheduler();
    const deltas: string[] = [];
    concat(of(text(long)), NEVER)
      .pipe(smooth({ unit: 'grapheme', perSecond: 250, maxLag: 1e6, scheduler }))
      .subscribe({
        next: (event) => {
          if (event.type === 'output_text_delta') deltas.push(event.delta);
        },
        error: (error: unknown) => {
          throw error;
        },
      });
    scheduler.flush();
    expect(deltas.join('')).to.equal(long);
    expect(deltas).to.include(family).and.include('a\u0301').and.not.include('a');
    expect(deltas).to.have.length(1020 + 1 + 1500 + 3000);
  });
});
