import { expect } from 'chai';
import * as t from 'io-ts';
import { lastValueFrom, NEVER, of, type Observable } from 'rxjs';
import * as v from 'valibot';
import { z } from 'zod';
import type { AnswerEvent, PendingTools, ToolOutput } from '../../../lib/answer/AnswerEvent.js';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { GeminiClient } from '../../../lib/clients/GeminiClient.js';
import { MessagesClient } from '../../../lib/clients/MessagesClient.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import { accumulate } from '../../../lib/operators/answer/accumulate.js';
import { partialJson } from '../../../lib/operators/answer/partialJson.js';
import { retryAnswer } from '../../../lib/operators/answer/retryAnswer.js';
import type { Approval } from '../../../lib/operators/tools/approval.js';
import { resumeTools } from '../../../lib/operators/tools/resumeTools.js';
import { runTools } from '../../../lib/operators/tools/runTools.js';
import { tool } from '../../../lib/operators/tools/tool.js';
import type { Ask } from '../../../lib/operators/tools/Ask.js';
import type { RunToolsOptions } from '../../../lib/operators/tools/RunToolsOptions.js';
import type { Tool, ToolContext } from '../../../lib/operators/tools/Tools.js';
import type { Prompt } from '../../../lib/protocol/Prompt.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { profiles } from '../../../lib/provider/profiles.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { structuredAnswer, textAnswer, toolCallAnswer } from '../../../lib/server/script/answers.js';
import { errorOf, until, valuesOf } from '../../support/collect.js';
import { useServer } from '../../support/scripted.js';

const City = t.type({ city: t.string });
const weatherCall = toolCallAnswer({ name: 'weather', arguments: { city: 'Paris' } });

for (const wire of ['responses', 'chat', 'messages', 'gemini'] as const)
  describe(`the reports about tools, on the wire ${wire}, against the strict server`, () => {
    const using = useServer({ script: {}, strict: wire === 'gemini' ? 'gemini' : 'openai' });
    const stream = (model: string, prompt: string | Prompt): Observable<ResponseEvent> => {
      const provider = createProvider({
        name: 'scripted',
        baseUrl: using.server.baseUrl,
        ...(wire === 'responses' || wire === 'chat' ? { wire } : {}),
        profile: profiles.openai,
        retry: { baseDelay: 1 },
      });
      switch (wire) {
        case 'responses':
          return new ResponsesClient({ provider }).streamPrompt(model, prompt);
        case 'chat':
          return new ChatClient({ provider }).streamPrompt(model, prompt);
        case 'messages':
          return new MessagesClient({ provider }).streamPrompt(model, prompt);
        case 'gemini':
          return new GeminiClient({ provider }).streamPrompt(model, prompt);
      }
    };
    const askWith =
      (tools: readonly Tool[]): Ask =>
      (input) =>
        stream('m', { input, tools });
    const weather = (
      run: (args: { readonly city: string }, context: ToolContext) => unknown,
      needsApproval?: boolean,
    ): Tool => tool({ name: 'weather', description: 'The weather.', parameters: City, run, needsApproval });
    const loop = (one: Tool, options?: RunToolsOptions) => runTools('umbrella?', askWith([one]), [one], options);
    const outputIn = (events: readonly AnswerEvent[]): ToolOutput | undefined =>
      events.flatMap((event) => (event.type === 'tool_finished' ? [event.output] : [])).at(-1);
    const lastBody = (): string => JSON.stringify(using.server.requests.at(-1)?.body);

    it('T1: a retry around the loop repeats neither a tool nor a text', async () => {
      using.server.enqueue(
        { answer: weatherCall },
        { answer: textAnswer('It is sunny'), fault: { type: 'reset_mid_body', after: wire === 'chat' ? -500 : -2 } },
        { answer: textAnswer('It is sunny') },
      );
      let runs = 0;
      const events$ = loop(weather(() => `run ${++runs}`)).pipe(retryAnswer({ baseDelay: 1 }), accumulate());
      const { status, text } = await lastValueFrom(events$);
      expect({ status, text, runs }).to.deep.equal({ status: 'completed', text: 'It is sunny', runs: 1 });
      expect(using.server.requests).to.have.length(3);
    });

    it('T2: a structured answer is the final message of the last step', async () => {
      using.server.enqueue(
        { answer: structuredAnswer({ city: 'Paris' }) },
        { answer: structuredAnswer({ city: 'Paris' }) },
      );
      const firstStep: readonly AnswerEvent[] = [
        { type: 'output_text_delta', delta: 'Let me look.' },
        {
          type: 'output_item_done',
          item: { type: 'function_call', name: 'weather', arguments: '{"city":"Paris"}', call_id: 'call_1' },
        },
        { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' },
      ];
      const ask: Ask = (input, step) => (step === 1 ? firstStep : stream('m', { input }));
      const answer$ = runTools('where?', ask, [weather(() => 'sun')]);
      const value = await lastValueFrom(answer$.pipe(partialJson(City)));
      const answer = await lastValueFrom(answer$.pipe(accumulate()));
      expect(value).to.deep.equal({ done: true, value: { city: 'Paris' } });
      expect(answer.final?.text).to.equal('{"city":"Paris"}');
      expect(answer.text).to.equal('Let me look.\n\n{"city":"Paris"}');
      expect(answer.messages).to.have.length(2);
    });

    for (const [what, value, output] of [
      ['an object', { sky: 'blue' }, '{"sky":"blue"}'],
      ['a list', [1, 2], '[1,2]'],
      ['nothing', undefined, ''],
      ['null', null, 'null'],
      ['a promise of an object', Promise.resolve({ sky: 'blue' }), '{"sky":"blue"}'],
    ] as const)
      it(`T3: a tool may return ${what}`, async () => {
        using.server.enqueue({ answer: weatherCall }, { answer: textAnswer('ok') });
        const events = await valuesOf(loop(weather(() => value)));
        expect(outputIn(events)).to.equal(output);
        // The Messages API takes a result without content for an empty one.
        const sent = wire === 'messages' && output === '' ? '"tool_use_id":"call_1"' : `:${JSON.stringify(output)}`;
        expect(lastBody()).to.include(sent);
      });

    it('T4: JSON in a Markdown fence is read if the option is set', async () => {
      const text = '<think>Hm.</think>\n```json\n{"city":"Paris"}\n```\n';
      using.server.enqueue({ answer: textAnswer(text) }, { answer: textAnswer(text) });
      const values = await valuesOf(stream('m', 'where?').pipe(partialJson(City, { fenced: true })));
      expect(values.at(-1)).to.deep.equal({ done: true, value: { city: 'Paris' } });
      expect(values.slice(0, -1)).to.deep.include({ done: false, value: { city: 'Paris' } });
      expect(await errorOf(stream('m', 'where?').pipe(partialJson(City)))).to.include({ reason: 'undecodable' });
    });

    for (const [what, approval, told] of [
      ['a reason', { approved: false, reason: 'too dear' }, 'the user did not approve this call: too dear'],
      ['changed arguments', { approved: true, arguments: { city: 'Rome' } }, 'sun in Rome'],
      ['true', true, 'sun in Paris'],
      ["the text 'no'", 'no', 'the user did not approve this call'],
      ['the number 1', 1, 'the user did not approve this call'],
      ['an object without a decision', {}, 'the user did not approve this call'],
      ["the text 'true' as a decision", { approved: 'true' }, 'the user did not approve this call'],
    ] as const)
      it(`T5: an approval may be ${what}`, async () => {
        using.server.enqueue({ answer: weatherCall }, { answer: textAnswer('ok') });
        const answered: unknown = approval;
        const approve = () => of(answered as Approval);
        expect(
          outputIn(
            await valuesOf(
              loop(
                weather(({ city }) => `sun in ${city}`),
                { approve },
              ),
            ),
          ),
        ).to.equal(told);
      });

    it('T5: a call that waits for an approval is continued in another process', async () => {
      using.server.enqueue({ answer: weatherCall }, { answer: textAnswer('ok') });
      let runs = 0;
      const guarded = weather(({ city }) => `sun in ${city} ${++runs}`, true);
      const events = await valuesOf(loop(guarded));
      const pending = events.flatMap((event) => (event.type === 'tools_suspended' ? [event.pending] : [])).at(-1);
      expect(runs).to.equal(0);
      const stored = JSON.parse(JSON.stringify(pending)) as PendingTools;
      const resumed = await valuesOf(resumeTools(stored, { call_1: true }, askWith([guarded]), [guarded]));
      expect(outputIn(resumed)).to.equal('sun in Paris 1');
      expect(lastBody()).to.include('sun in Paris 1');
      using.server.enqueue({ answer: textAnswer('ok') });
      const refused = await valuesOf(resumeTools(stored, {}, askWith([guarded]), [guarded]));
      expect(outputIn(refused)).to.equal('the user did not approve this call');
      expect(runs).to.equal(1);
    });

    it('T6: the signal of a tool is aborted at its time limit and when the consumer leaves', async () => {
      using.server.enqueue({ answer: weatherCall }, { answer: textAnswer('ok') }, { answer: weatherCall });
      const signals: AbortSignal[] = [];
      const endless = weather((_, { signal }) => {
        signals.push(signal);
        return NEVER;
      });
      const events = await valuesOf(loop(endless, { timeout: 5 }));
      expect(outputIn(events)).to.equal('error: the tool did not finish within 0.005 seconds');
      const left = loop(endless).subscribe();
      await until(() => signals.length === 2);
      expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true, false]);
      left.unsubscribe();
      expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true, true]);
    });

    it('T7: all values of a tool but the last are its progress', async () => {
      using.server.enqueue({ answer: weatherCall }, { answer: textAnswer('ok') });
      const events = await valuesOf(
        loop(
          weather(async function* () {
            yield 'looking';
            yield { percent: 50 };
            return await Promise.resolve('sun');
          }),
        ),
      );
      const shown = events.flatMap((event) => (event.type === 'tool_progress' ? [event.output] : []));
      expect(shown).to.deep.equal(['looking', '{"percent":50}']);
      expect(outputIn(events)).to.equal('sun');
    });

    it('T8: one schema of zod is the declaration, the check and the type', async () => {
      using.server.enqueue({ answer: weatherCall }, { answer: structuredAnswer({ city: 'Paris' }) });
      const schema = z.object({ city: z.string() });
      const typed = tool({ name: 'weather', parameters: schema, run: ({ city }) => `sun in ${city.toUpperCase()}` });
      const events = await valuesOf(
        runTools('umbrella?', (input) => stream('m', { input, tools: [typed], outputSchema: schema }), [typed]),
      );
      expect(outputIn(events)).to.equal('sun in PARIS');
      expect(lastBody()).to.include('"properties":{"city":{"type":"string"}}');
      expect(lastBody()).to.match(/json_schema|responseJsonSchema/);
      const value = await lastValueFrom(of(...events).pipe(partialJson(schema)));
      expect(value).to.deep.equal({ done: true, value: { city: 'Paris' } });
    });

    it('T8: a schema that cannot be converted is an error with a sentence, and nothing is sent', async () => {
      const outputSchema = v.object({ city: v.string() });
      const error = await errorOf(stream('m', { input: 'hi', outputSchema }));
      expect(error.message).to.include('outputSchema is a schema of valibot that cannot be converted to JSON Schema');
      expect(() => tool({ name: 'f', parameters: outputSchema, run: () => '' })).to.throw(
        'the parameters of the tool f',
      );
      const misplaced = await errorOf(stream('m', { input: 'hi', tools: [outputSchema] }));
      expect(misplaced.message).to.include('tools[0] is a schema, not a tool');
      expect(using.server.requests).to.have.length(0);
    });
  });
