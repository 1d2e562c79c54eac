import { adviceFor, Conversation, retryAnswer, type Answer, type ResponseItem, type ResponsesClient } from 'codex-rx';
import { useConversation } from 'codex-rx/react';
import { memo, type SubmitEvent } from 'react';

const textOf = (item: ResponseItem): string =>
  item.type === 'message' ? item.content.map((part) => ('text' in part ? part.text : '')).join('') : '';

// The history is the same object at every frame: memo spares its list.
const History = memo(({ items }: { readonly items: readonly ResponseItem[] }) =>
  items.map((item, index) => <p key={index}>{textOf(item)}</p>),
);
History.displayName = 'History';

// The history holds a whole answer, and the received part of a stopped one. It does not hold one that failed.
const isKept = ({ status }: Answer): boolean =>
  status === 'completed' || status === 'incomplete' || status === 'stopped';

const Coming = ({ answer }: { readonly answer: Answer }) => (
  <p aria-live="polite">
    {answer.text}
    {answer.status === 'waiting' && <small>Thinking …</small>}
    {answer.error && <small role="alert">{adviceFor(answer.error)}</small>}
  </p>
);

/** A chat: sends the whole conversation, shows the answer while it arrives, and can be stopped. */
export const Chat = ({ client }: { readonly client: ResponsesClient }) => {
  const { history, answer, busy, send, stop } = useConversation(
    () => new Conversation((input) => client.streamPrompt('gpt-5.1', { input }).pipe(retryAnswer({ maxRetries: 2 }))),
  );
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const prompt = new FormData(event.currentTarget).get('prompt');
    event.currentTarget.reset();
    if (typeof prompt === 'string') send(prompt);
  };
  return (
    <section aria-busy={busy}>
      <History items={history} />
      {answer && !isKept(answer) && <Coming answer={answer} />}
      <form onSubmit={submit}>
        <input name="prompt" aria-label="Prompt" />
        <button>Send</button>
        <button type="button" disabled={!busy} onClick={stop}>
          Stop
        </button>
      </form>
    </section>
  );
};
