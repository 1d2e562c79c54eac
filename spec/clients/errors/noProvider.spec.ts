import { expect } from 'chai';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { Conversation } from '../../../lib/clients/Conversation.js';
import { GeminiClient } from '../../../lib/clients/GeminiClient.js';
import { MessagesClient } from '../../../lib/clients/MessagesClient.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import { RoutedClient } from '../../../lib/clients/RoutedClient.js';
import { openai } from '../../../lib/provider/presets.js';
import { errorOf } from '../../support/collect.js';

const CLIENTS = { ChatClient, GeminiClient, MessagesClient, ResponsesClient, RoutedClient } as const;

describe('a client of plain JavaScript', () => {
  for (const [name, Client] of Object.entries(CLIENTS))
    for (const options of [{}, { apiKey: 'k' }, { provider: 'openai' }, { provider: openai }])
      it(`F4 says that it needs a provider: new ${name}({ ${Object.keys(options).join()} })`, async () => {
        const client: unknown = Reflect.construct(Client, [options]);
        if (!(client instanceof Client)) return expect.fail('no client was created');
        const error = await errorOf(client.streamPrompt('m', 'hi'));
        expect(error.message).to.include(
          'the client has no provider; write { provider: openai(), auth: bearerAuth(key) }',
        );
      });

  it('F5 takes messages in the short form in a conversation, and edits them', () => {
    const inputs: unknown[] = [];
    const chat = new Conversation(
      (input) => {
        inputs.push(input);
        return [];
      },
      { history: [{ role: 'user', content: 'a' }] },
    );
    chat.edit(0, [{ role: 'user', content: 'b' }]);
    expect(inputs).to.deep.equal([[{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'b' }] }]]);
  });
});
