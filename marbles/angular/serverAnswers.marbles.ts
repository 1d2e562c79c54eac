import { makeStateKey, PendingTasks, PLATFORM_ID, TransferState } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { expect } from 'chai';
import { stub } from 'sinon';
import { answerResource, type AnswerResource, type AnswerResourceOptions } from '../../lib/angular/index.js';
import type { Answer } from '../../lib/answer/Answer.js';
import { WAITING } from '../../lib/answer/answerFold.js';
import { connect, useTestBed } from '../../spec/support/pages/angular.js';
import { marbles } from '../../spec/support/marbles.js';
import { chunks } from '../../spec/support/virtualClient.js';

const KEY = makeStateKey<Answer>('codex-rx.Hi');

describe('answerResource on a server', () => {
  useTestBed();
  const create = (options: AnswerResourceOptions): AnswerResource => {
    const resource = TestBed.runInInjectionContext(() => answerResource(options));
    TestBed.tick();
    return resource;
  };
  const onServer = () => TestBed.overrideProvider(PLATFORM_ID, { useValue: 'server' });

  it(
    'sends the answer with the page',
    marbles(({ cold, flush, expectSubscriptions }) => {
      const body = cold('  t-u(x|)', chunks);
      connect(body);
      onServer();
      create({ params: () => 'Hi' });
      expectSubscriptions(body.subscriptions).toBe('^--!');
      flush();
      expect(TestBed.inject(TransferState).get<Answer>(KEY, WAITING)).to.deep.include({
        status: 'completed',
        text: 'tu',
      });
    }),
  );

  it(
    'releases the page when the answer fails, and leaves it to the page',
    marbles(({ cold, flush, expectSubscriptions }) => {
      const body = cold('  t--|', chunks);
      const subs = '       ^--!';
      connect(body);
      onServer();
      const release = stub();
      TestBed.overrideProvider(PendingTasks, { useValue: { add: () => release } });
      const resource = create({ params: () => 'Hi' });
      expectSubscriptions(body.subscriptions).toBe(subs);
      flush();
      expect(resource.status()).to.equal('error');
      expect(release.called).to.equal(true);
      expect(TestBed.inject(TransferState).hasKey(KEY)).to.equal(false);
    }),
  );

  it(
    'gives up an answer that takes too long, and leaves it to the page',
    marbles(({ cold, flush, expectSubscriptions }) => {
      const body = cold('  t--------', chunks);
      const subs = '       ^----!   ';
      connect(body);
      onServer();
      create({ params: () => 'Hi', serverTimeout: 5 });
      expectSubscriptions(body.subscriptions).toBe(subs);
      flush();
      expect(TestBed.inject(TransferState).hasKey(KEY)).to.equal(false);
    }),
  );

  it(
    'gives up an answer after 10 s by default',
    marbles(({ cold, expectSubscriptions }) => {
      const body = cold('  t--------', chunks);
      const subs = '       ^ 9999ms !';
      connect(body);
      onServer();
      create({ params: () => 'Hi' });
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'requests nothing with server: skip',
    marbles(({ cold, expectSubscriptions }) => {
      const body = cold('  t--', chunks);
      connect(body);
      onServer();
      create({ params: () => 'Hi', server: 'skip' });
      expectSubscriptions(body.subscriptions).toBe([]);
    }),
  );
});
