import { expect } from 'chai';
import { take } from 'rxjs';
import { ChatClient } from '../../lib/clients/ChatClient.js';
import type { ClientOptions } from '../../lib/clients/http/EndpointSession.js';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { openTelemetry, type OpenTelemetryOptions } from '../../lib/otel/openTelemetry.js';
import type { Prompt } from '../../lib/protocol/Prompt.js';
import { createProvider, type WireApi } from '../../lib/provider/Provider.js';
import { reasoningAnswer, textAnswer, toolCallAnswer } from '../../lib/server/script/answers.js';
import type { Script } from '../../lib/server/script/Script.js';
import { outcomeOf, valuesOf } from '../support/collect.js';
import { useServer } from '../support/scripted.js';
import { exported, useTracing } from '../support/telemetry/tracing.js';

const WIRES: readonly WireApi[] = ['responses', 'chat'];

const prompt: Prompt = {
  instructions: 'Speak like a zebra.',
  input: [
    {
      type: 'message',
      role: 'user',
      content: [
        { type: 'input_text', text: 'Where is the giraffe?' },
        { type: 'input_image', image_url: 'https://images.test/walrus.png' },
        { type: 'input_image', image_url: 'data:image/png;base64,TTTTTTTT' },
      ],
    },
    { type: 'reasoning', id: 'rs_0', summary: [], content: [{ type: 'reasoning_text', text: 'It may be far.' }] },
    { type: 'function_call', call_id: 'call_0', name: 'look', arguments: '{"at":"savanna"}' },
    { type: 'function_call_output', call_id: 'call_0', output: 'a lion' },
  ],
  tools: [{ type: 'function', name: 'look', description: 'Looks for animals', parameters: { type: 'object' } }],
};

/** Words of the prompt and of the answers below, and of what servers say of them. */
const WORDS = ['zebra', 'giraffe', 'walrus', 'far', 'savanna', 'lion', 'animals', 'hippo', 'rhino', 'TTTT'];

const TOOLS = [{ type: 'function', name: 'look', description: 'Looks for animals', parameters: { type: 'object' } }];

for (const wire of WIRES)
  describe(`content over ${wire}`, () => {
    const using = useServer();
    const tracing = useTracing();

    const ask = (options: OpenTelemetryOptions = {}, asked: string | Prompt = prompt) => {
      const client: ClientOptions = {
        provider: createProvider({
          name: 'scripted',
          baseUrl: using.server.baseUrl,
          wire,
          retry: { maxAttempts: 1, baseDelay: 1 },
        }),
        telemetry: openTelemetry(options),
      };
      return (wire === 'chat' ? new ChatClient(client) : new ResponsesClient(client)).streamPrompt('m', asked);
    };
    const json = (name: string): unknown => {
      const value = tracing.span().attributes[name];
      return typeof value === 'string' ? JSON.parse(value) : value;
    };

    const hippo = reasoningAnswer({ reasoning: 'a hippo', text: 'a rhino' });
    const quoting = { error: { message: 'a giraffe and a hippo are not allowed', code: 'zebra in the prompt' } };
    const SCRIPTS: readonly (readonly [string, Script])[] = [
      ['an answer', { answer: hippo }],
      ['an answer that calls a tool', { answer: toolCallAnswer({ name: 'look', arguments: { at: 'hippo' } }) }],
      ['an answer that breaks off', { answer: hippo, fault: { type: 'truncate', after: 6 } }],
      ['a refusal that quotes it', { fault: { type: 'status', status: 400, body: quoting } }],
      ['a failure that quotes it', { fault: { type: 'status', status: 503, body: quoting } }],
      [
        'an error in the answer that quotes it',
        { answer: hippo, fault: { type: 'error_event', after: 2, error: { message: 'no rhino', code: 'hippo' } } },
      ],
      ['an answer that is no stream', { fault: { type: 'status', status: 200, body: { output: 'a hippo' } } }],
      ['a page', { fault: { type: 'status', status: 200, body: '<html>a hippo</html>' } }],
      ['frames that are none', { answer: hippo, fault: { type: 'malformed_frame', after: 2 } }],
    ];
    for (const [what, script] of SCRIPTS)
      it(`is in no span unless it is asked for: ${what}`, async () => {
        using.server.enqueue(script, script);
        await outcomeOf(ask());
        const text = exported(tracing.span());
        for (const word of WORDS) expect(text).not.to.contain(word);
      });

    it('is written as messages of parts', async () => {
      using.server.enqueue({ answer: hippo });
      await valuesOf(ask({ captureContent: true }));
      const user = {
        role: 'user',
        parts: [
          { type: 'text', content: 'Where is the giraffe?' },
          { type: 'uri', modality: 'image', uri: 'https://images.test/walrus.png' },
          { type: 'blob', modality: 'image', mime_type: 'image/png' },
        ],
      };
      const thought = { type: 'reasoning', content: 'It may be far.' };
      const call = { type: 'tool_call', id: 'call_0', name: 'look', arguments: { at: 'savanna' } };
      const output = { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_0', response: 'a lion' }] };
      const zebra = { type: 'text', content: 'Speak like a zebra.' };
      expect(json('gen_ai.input.messages')).to.deep.equal(
        wire === 'chat'
          ? [{ role: 'system', parts: [zebra] }, user, { role: 'assistant', parts: [thought, call] }, output]
          : [user, { role: 'assistant', parts: [thought] }, { role: 'assistant', parts: [call] }, output],
      );
      expect(json('gen_ai.system_instructions')).to.deep.equal(wire === 'chat' ? undefined : [zebra]);
      expect(json('gen_ai.tool.definitions')).to.deep.equal(TOOLS);
      expect(json('gen_ai.output.messages')).to.deep.equal([
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'a hippo' },
            { type: 'text', content: 'a rhino' },
          ],
        },
      ]);
    });

    it('of a bare string is one message of a user', async () => {
      await valuesOf(ask({ captureContent: true }, 'Where is the giraffe?'));
      expect(json('gen_ai.input.messages')).to.deep.equal([
        { role: 'user', parts: [{ type: 'text', content: 'Where is the giraffe?' }] },
      ]);
      expect(tracing.span().attributes).not.to.have.any.keys('gen_ai.system_instructions', 'gen_ai.tool.definitions');
    });

    it('of an answer with calls is one message, with their arguments as JSON', async () => {
      const calls = [
        { name: 'look', arguments: { at: 'hippo' } },
        { name: 'look', arguments: 'no JSON' },
      ];
      using.server.enqueue({ answer: toolCallAnswer(calls) });
      await valuesOf(ask({ captureContent: true }));
      expect(json('gen_ai.output.messages')).to.deep.equal([
        {
          role: 'assistant',
          parts: [
            { type: 'tool_call', id: 'call_1', name: 'look', arguments: { at: 'hippo' } },
            { type: 'tool_call', id: 'call_1_2', name: 'look', arguments: 'no JSON' },
          ],
        },
      ]);
    });

    it('of an answer that is left is what was said by then', async () => {
      using.server.enqueue({ answer: textAnswer('one two three') });
      const deltas = wire === 'chat' ? 4 : 5;
      const events = await valuesOf(ask({ captureContent: true }).pipe(take(deltas)));
      const said = events.flatMap((event) => (event.type === 'output_text_delta' ? [event.delta] : [])).join('');
      expect(said).to.match(/^one two/);
      expect(json('gen_ai.output.messages')).to.deep.equal([
        { role: 'assistant', parts: [{ type: 'text', content: said }] },
      ]);
    });

    it('comes with what the server says of a failure', async () => {
      using.server.enqueue({ fault: { type: 'status', status: 400, body: quoting } });
      await outcomeOf(ask({ captureContent: true }));
      expect(tracing.span().status.message).to.equal('http 400: a giraffe and a hippo are not allowed');
      expect(tracing.span().events[0]?.attributes?.['exception.stacktrace']).to.equal(undefined);
    });

    it('is bounded, and stays JSON', async () => {
      const long = 'x'.repeat(5000);
      using.server.enqueue({ answer: textAnswer(long) });
      const input = Array.from({ length: 20 }, (_, place) => ({
        type: 'message' as const,
        role: 'user',
        content: [{ type: 'input_text' as const, text: `${place} ${long}` }],
      }));
      await valuesOf(ask({ captureContent: true, maxContentLength: 1000 }, { input, instructions: long }));
      const { attributes } = tracing.span();
      for (const name of ['gen_ai.input.messages', 'gen_ai.output.messages', 'gen_ai.system_instructions'])
        if (attributes[name] !== undefined)
          expect(attributes[name]).to.have.property('length').that.is.within(400, 1000);
      expect(attributes['gen_ai.output.messages']).to.be.a('string');
      const messages = json('gen_ai.input.messages');
      expect(messages).to.be.an('array').with.length(1);
      expect(JSON.stringify(messages)).to.contain('"19 xxx').and.to.contain('x…');
    });
  });
