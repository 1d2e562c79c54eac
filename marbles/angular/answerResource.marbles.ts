import {
  createEnvironmentInjector,
  EnvironmentInjector,
  Injector,
  makeStateKey,
  signal,
  TransferState,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { expect } from 'chai';
import { map } from 'rxjs';
import { answerResource, type AnswerResource, type AnswerResourceOptions } from '../../lib/angular/index.js';
import type { Answer } from '../../lib/answer/Answer.js';
import { WAITING } from '../../lib/answer/answerFold.js';
import { connect, useTestBed } from '../../spec/support/pages/angular.js';
import { marbles } from '../../spec/support/marbles.js';
import { chunks } from '../../spec/support/virtualClient.js';

const unexpected = (error: unknown): void => expect.fail(String(error));
const KEY = makeStateKey<Answer>('codex-rx.Hi');

describe('answerResource', () => {
  useTestBed();

  const create = (options: AnswerResourceOptions): AnswerResource => {
    const resource = TestBed.runInInjectionContext(() => answerResource(options));
    TestBed.tick();
    return resource;
  };
  const look = (resource: AnswerResource) =>
    map(
      () =>
        `${resource.status()} ${resource.value()?.text ?? '-'}${resource.isLoading() ? '…' : ''}${resource.error() ? '!' : ''}`,
    );
  const screens = {
    i: 'idle -',
    w: 'loading …',
    t: 'loading t…',
    x: 'resolved tu',
    r: 'reloading …',
    y: 'resolved t',
    f: 'error t!',
  };

  it(
    'emits the answer while it arrives, and is resolved when it is complete',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('  --t 40ms u(x|)', chunks);
      const subs = '       ^   43ms  !   ';
      const looks = cold(' l 19ms t 39ms l');
      const expected = '   w 19ms t 39ms x';
      connect(body);
      expectObservable(looks.pipe(look(create({ params: () => 'Hi' })))).toBe(expected, screens);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'requests nothing without a question, and cancels the answer when the question changes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('    --t-----', chunks);
      const second = cold('       --t-----', chunks);
      const looks = cold('  l--------');
      const expected = '    i--------';
      connect(first, second);
      const question = signal<string | undefined>(undefined);
      const resource = create({ params: question });
      const ask = (next: string | undefined) => {
        question.set(next);
        TestBed.tick();
      };
      cold('                --a--b--c', { a: 'Hi', b: 'Ho', c: undefined }).subscribe({ next: ask, error: unexpected });
      expectObservable(looks.pipe(look(resource))).toBe(expected, screens);
      expectSubscriptions(first.subscriptions).toBe(' --^--!');
      expectSubscriptions(second.subscriptions).toBe('-----^--!');
    }),
  );

  it(
    'keeps what has come when it fails, and does not throw',
    marbles(({ cold, expectObservable }) => {
      const body = cold('  t--(u|)', { ...chunks, u: chunks.t.slice(0, 0) });
      connect(body);
      const resource = create({ params: () => 'Hi' });
      expectObservable(cold('------l').pipe(look(resource))).toBe('------f', screens);
    }),
  );

  it(
    'requests again with reload after an error, and is resolved',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('  t--|', chunks);
      const second = cold('     --t(x|)', chunks);
      const looks = cold('  ----l-l---l');
      const expected = '    ----g-r---y';
      connect(first, second);
      const resource = create({ params: () => 'Hi' });
      cold('                -----r').subscribe({
        next: () => {
          expect(resource.reload()).to.equal(true);
          TestBed.tick();
        },
        error: unexpected,
      });
      expectObservable(looks.pipe(look(resource))).toBe(expected, { ...screens, g: 'error t!' });
      expectSubscriptions(first.subscriptions).toBe(' ^--!');
      expectSubscriptions(second.subscriptions).toBe('-----^--!');
    }),
  );

  it(
    'keeps what has come when it is stopped, and requests again with reload',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('  t------', chunks);
      const second = cold('     t------', chunks);
      const looks = cold('  ---l-l');
      const expected = '    ---y-r';
      connect(first, second);
      const resource = create({ params: () => 'Hi' });
      cold('                --s').subscribe({ next: () => resource.stop(), error: unexpected });
      cold('                ----r').subscribe({
        next: () => {
          expect(resource.reload()).to.equal(true);
          TestBed.tick();
        },
        error: unexpected,
      });
      cold('                --------d').subscribe({ next: () => resource.destroy(), error: unexpected });
      expectObservable(looks.pipe(look(resource))).toBe(expected, screens);
      expectSubscriptions(first.subscriptions).toBe(' ^-!');
      expectSubscriptions(second.subscriptions).toBe('----^---!');
    }),
  );

  it(
    'is loading, not reloading, after another question that follows a reload',
    marbles(({ cold, expectObservable }) => {
      const bodies = [0, 1, 2].map(() => cold('----', chunks));
      const looks = cold('   -l-l');
      const expected = '     -r-w';
      connect(...bodies);
      const question = signal('Hi');
      const resource = create({ params: question });
      resource.reload();
      TestBed.tick();
      cold('                 --q').subscribe({
        next: () => {
          question.set('Ho');
          TestBed.tick();
        },
        error: unexpected,
      });
      cold('                 ----d').subscribe({ next: () => resource.destroy(), error: unexpected });
      expectObservable(looks.pipe(look(resource))).toBe(expected, screens);
    }),
  );

  it(
    'closes the connection when its injection context is destroyed',
    marbles(({ cold, expectSubscriptions }) => {
      const body = cold('  t------', chunks);
      const subs = '       ^--!   ';
      connect(body);
      const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
      create({ params: () => 'Hi', injector: injector.get(Injector) });
      cold('               ---d').subscribe({ next: () => injector.destroy(), error: unexpected });
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'shows the answer that came with the page, without a request, and requests one with reload',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('  t--', chunks);
      const looks = cold('  l');
      connect(body);
      TestBed.inject(TransferState).set(KEY, { ...WAITING, status: 'completed', text: 'tu' });
      const resource = create({ params: () => 'Hi' });
      cold('               --r').subscribe({
        next: () => {
          resource.reload();
          TestBed.tick();
          TestBed.resetTestingModule();
        },
        error: unexpected,
      });
      expectObservable(looks.pipe(look(resource))).toBe('x', screens);
      expectSubscriptions(body.subscriptions).toBe(['--(^!)']);
    }),
  );
});
