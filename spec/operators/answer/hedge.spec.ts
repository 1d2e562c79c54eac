import { expect } from 'chai';
import * as t from 'io-ts';
import { from, lastValueFrom, toArray, type Observable } from 'rxjs';
import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import { accumulate } from '../../../lib/operators/answer/accumulate.js';
import { costOf } from '../../../lib/operators/answer/costOf.js';
import { hedge } from '../../../lib/operators/answer/hedge.js';
import { partialJson } from '../../../lib/operators/answer/partialJson.js';
import { retryAnswer } from '../../../lib/operators/answer/retryAnswer.js';
import { smooth } from '../../../lib/operators/answer/smooth.js';
import { runTools } from '../../../lib/operators/tools/runTools.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { structuredAnswer, textAnswer, toolCallAnswer } from '../../../lib/server/script/answers.js';
import { valuesOf } from '../../support/collect.js';
import { useServer } from '../../support/scripted.js';
import { within } from '../../support/within.js';

const usage = { input_tokens: 1000, output_tokens: 100 };
const prices = { input: 1000, output: 10_000 };
const call = toolCallAnswer({ name: 'weather', arguments: {} }, { usage });
const json = structuredAnswer({ city: 'Paris' }, { usage });
const City = t.type({ city: t.string });

for (const wire of ['responses', 'chat'] as const)
  describe(`hedge over a socket, on the wire ${wire}`, () => {
    const using = useServer();
    const request = (input: Parameters<ResponsesClient['streamPrompt']>[1]): Observable<AnswerEvent> => {
      const provider = createProvider({ name: 'scripted', baseUrl: using.server.baseUrl, wire });
      return wire === 'chat'
        ? new ChatClient({ provider }).streamPrompt('m', input)
        : new ResponsesClient({ provider }).streamPrompt('m', input);
    };

    it("closes the loser's socket and reports it, with its cost", async () => {
      using.server.enqueue({ fault: { type: 'stall_before_head' } }, { answer: textAnswer('Hi', { usage }) });
      const events = await valuesOf(hedge([request('x'), request('x')], { after: 10 }));
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
      expect(events[0]).to.deep.equal({ type: 'hedged', winner: 1, losers: [0] });
      expect(using.server.requests[0]?.clientClosedAt).to.be.a('number');
      expect(using.server.requests[1]?.completed).to.equal(true);
      const [cost] = (await valuesOf(from(events).pipe(costOf(prices)))).slice(-1);
      // 2 for the answer, and 1 for the input of the request that was cancelled
      expect(cost).to.deep.equal({ amount: 3, exact: false });
    });

    it('hedges a whole loop, whose tool then runs once, and whose answer passes through everything', async () => {
      using.server.enqueue({ fault: { type: 'stall_before_head' } }, { answer: call }, { answer: json });
      let runs = 0;
      const loop = () =>
        runTools('where?', (input) => request({ input, outputSchema: City }), { weather: () => `run ${++runs}` });
      const events = await lastValueFrom(
        hedge([loop(), loop()], { after: 10 }).pipe(retryAnswer({ baseDelay: 1 }), smooth({ maxLag: 5 }), toArray()),
      );
      const answer = await lastValueFrom(from(events).pipe(accumulate()));
      const value = await lastValueFrom(from(events).pipe(partialJson(City)));
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
      expect({ runs, status: answer.status }).to.deep.equal({ runs: 1, status: 'completed' });
      expect(value).to.deep.equal({ done: true, value: { city: 'Paris' } });
      expect(using.server.requests.map(({ completed }) => completed)).to.deep.equal([false, true, true]);
    });
  });
