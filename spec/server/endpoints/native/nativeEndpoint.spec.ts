import { expect } from 'chai';
import { GeminiClient } from '../../../../lib/clients/GeminiClient.js';
import { MessagesClient } from '../../../../lib/clients/MessagesClient.js';
import { createProvider } from '../../../../lib/provider/Provider.js';
import { reasoningAnswer, textAnswer, toolCallAnswer } from '../../../../lib/server/script/answers.js';
import type { BodyFault } from '../../../../lib/server/script/Script.js';
import type { ScriptedServer } from '../../../../lib/server/ScriptedServer.js';
import { textIn, valuesOf } from '../../../support/collect.js';
import { useServer } from '../../../support/scripted.js';

const CLIENTS = {
  messages: ({ baseUrl }: ScriptedServer) =>
    new MessagesClient({
      provider: createProvider({ name: 'm', baseUrl, wire: 'messages', retry: { maxAttempts: 0 } }),
    }).streamPrompt('m', 'Hi'),
  gemini: ({ baseUrl }: ScriptedServer) =>
    new GeminiClient({
      provider: createProvider({ name: 'g', baseUrl, wire: 'gemini', retry: { maxAttempts: 0 } }),
    }).streamPrompt('m', 'Hi'),
};

for (const [wire, open] of Object.entries(CLIENTS))
  describe(`ScriptedServer over ${wire}`, () => {
    const using = useServer();

    it('streams a text with its usage', async () => {
      using.server.enqueue({ answer: textAnswer('Hello there', { usage: { input_tokens: 3 } }) });
      const events = await valuesOf(open(using.server));
      expect(textIn(events)).to.equal('Hello there');
      expect(events.at(-1)).to.have.nested.property('token_usage.input_tokens', 3);
    });

    it('streams reasoning, and calls with their arguments', async () => {
      using.server.enqueue(
        { answer: reasoningAnswer({ reasoning: 'Hm.', text: 'Two.' }) },
        { answer: toolCallAnswer(['Paris', 'Rome'].map((city) => ({ name: 'weather', arguments: { city } }))) },
      );
      const thinking = await valuesOf(open(using.server));
      const items = thinking.flatMap((event) => (event.type === 'output_item_done' ? [event.item.type] : []));
      expect(items).to.deep.equal(['reasoning', 'message']);
      const calls = (await valuesOf(open(using.server))).flatMap((event) =>
        event.type === 'output_item_done' && event.item.type === 'function_call' ? [event.item.arguments] : [],
      );
      expect(calls).to.deep.equal(['{"city":"Paris"}', '{"city":"Rome"}']);
    });

    const FAULTS: readonly (readonly [fault: BodyFault, outcome: string])[] = [
      [{ type: 'truncate', after: 2 }, 'stream'],
      [{ type: 'reset_mid_body', after: 2 }, 'stream'],
      [{ type: 'error_event', after: 2, error: { code: 'server_error', message: 'no luck' } }, 'retryable'],
      [{ type: 'response_failed', after: 2, error: { code: 'server_error', message: 'no luck' } }, 'retryable'],
      [{ type: 'incomplete', after: 2, reason: 'max_tokens' }, 'incomplete'],
      [{ type: 'malformed_frame', after: 1 }, 'completed'],
    ];
    for (const [fault, outcome] of FAULTS)
      it(`plays ${fault.type}`, async () => {
        using.server.enqueue({ answer: textAnswer('Hello there'), fault });
        const seen = await valuesOf(open(using.server)).then(
          (events) => {
            const last = events.at(-1);
            return last?.type === 'completed' ? last.status : last?.type;
          },
          (error: unknown) => (error instanceof Error && 'type' in error ? error.type : error),
        );
        expect(seen).to.equal(outcome);
      });
  });
