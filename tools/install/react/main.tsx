// An application of React: a component with an answer, and one with a conversation, as a development build mounts them.
import { Conversation, createProvider, ResponsesClient } from 'codex-rx';
import { useAnswer, useConversation } from 'codex-rx/react';
import { StrictMode, useMemo } from 'react';
import { createRoot } from 'react-dom/client';

const baseUrl = new URLSearchParams(location.search).get('server') ?? location.origin;
const client = new ResponsesClient({ provider: createProvider({ name: 'scripted', baseUrl }) });

const Haiku = () => {
  const { answer } = useAnswer(useMemo(() => client.streamPrompt('m', 'Write a haiku'), []));
  return <p>{answer?.text}</p>;
};

const Chat = () => {
  const { answer, busy, send } = useConversation(
    () => new Conversation((input) => client.streamPrompt('m', { input })),
  );
  return (
    <>
      <button onClick={() => send('Write a haiku')} disabled={busy}>
        Send
      </button>
      <output>{answer?.text}</output>
    </>
  );
};

const main = document.querySelector('main');
if (main)
  createRoot(main).render(
    <StrictMode>
      <Haiku />
      <Chat />
    </StrictMode>,
  );
