import { expect } from 'chai';
import * as t from 'io-ts';
import { lastValueFrom, map, of, toArray } from 'rxjs';
import { Conversation } from '../../lib/clients/Conversation.js';
import { accumulate } from '../../lib/operators/answer/accumulate.js';
import { coalesce } from '../../lib/operators/answer/coalesce.js';
import { partialJson } from '../../lib/operators/answer/partialJson.js';
import { retryAnswer } from '../../lib/operators/answer/retryAnswer.js';
import { runTools } from '../../lib/operators/tools/runTools.js';
import { tool } from '../../lib/operators/tools/tool.js';
import { structuredAnswer, textAnswer, toolCallAnswer } from '../../lib/server/script/answers.js';
import { until } from '../support/collect.js';
import { clientOf, useServer } from '../support/scripted.js';
import { within } from '../support/within.js';

// What a screen is made of, over a real socket.
describe('an answer on a screen', () => {
  const using = useServer();

  it('is whole once more after its connection was lost, and no text of it is twice', async () => {
    using.server.enqueue(
      { answer: textAnswer('Hello there'), fault: { type: 'reset_mid_body', after: -2 } },
      { answer: textAnswer('Hello there') },
    );
    const answers = await lastValueFrom(
      clientOf(using.server)
        .streamPrompt('m', 'hi')
        .pipe(retryAnswer({ baseDelay: 1 }), accumulate(), toArray()),
    );
    expect(answers.map(({ status }) => status)).to.include.members(['waiting', 'streaming', 'retrying']);
    expect(answers.at(-1)).to.include({ status: 'completed', text: 'Hello there' });
  });

  it('is made of the steps of a tool loop', async () => {
    using.server.enqueue(
      { answer: toolCallAnswer({ name: 'weather', arguments: { city: 'Paris' } }) },
      { answer: textAnswer('Take an umbrella', { id: 'resp_2' }) },
    );
    const client = clientOf(using.server);
    const parameters = t.type({ city: t.string });
    const tools = [tool({ name: 'weather', parameters, run: ({ city }) => of(`rain in ${city}`) })];
    const answer = await lastValueFrom(
      runTools('umbrella?', (input) => client.streamPrompt('m', { input }), tools).pipe(accumulate(), coalesce()),
    );
    expect(answer).to.include({ status: 'completed', text: 'Take an umbrella', response_id: 'resp_2' });
    expect(answer.tool_calls.map(({ run, output }) => [run, output])).to.deep.equal([['ok', 'rain in Paris']]);
    expect(using.server.requests[1]?.body)
      .to.have.property('input')
      .that.deep.includes({ type: 'function_call_output', call_id: 'call_1', output: 'rain in Paris' });
  });

  it('grows as structured output', async () => {
    const plan = { steps: ['get up', 'eat'], hours: 2 };
    using.server.enqueue({ answer: structuredAnswer(plan), cut: 7 });
    const Plan = t.type({ steps: t.array(t.string), hours: t.number });
    const values = await lastValueFrom(
      clientOf(using.server)
        .streamPrompt('m', 'hi')
        .pipe(
          partialJson(Plan),
          map((each) => each.value),
          toArray(),
        ),
    );
    expect(values.length).to.be.above(3);
    expect(values.at(-1)).to.deep.equal(plan);
  });

  it('closes its socket when it is cancelled, and the conversation goes on', async () => {
    using.server.enqueue(
      { answer: textAnswer('never told'), fault: { type: 'stall_mid_body', after: 5 } },
      { answer: textAnswer('Hello') },
    );
    const client = clientOf(using.server);
    const chat = new Conversation((input) => client.streamPrompt('m', { input }));
    chat.send('one');
    await until(() => chat.state.answer?.text !== '' && chat.state.answer !== undefined);
    chat.stop();
    expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
    expect(chat.state.answer?.status).to.equal('stopped');
    chat.send('two');
    await until(() => !chat.state.busy);
    expect(chat.state.answer).to.include({ status: 'completed', text: 'Hello' });
    expect(chat.state.history.map((item) => (item.type === 'message' ? item.role : item.type))).to.deep.equal([
      'user',
      'assistant',
      'user',
      'assistant',
    ]);
    chat.close();
  });
});
