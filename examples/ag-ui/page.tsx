// A page of assistant-ui. Only the agent comes from codex-rx: it takes the place of HttpAgent.
import {
  AssistantRuntimeProvider,
  AuiIf,
  ComposerPrimitive,
  ErrorPrimitive,
  MessagePrimitive,
  ThreadPrimitive,
  type ToolCallMessagePartProps,
} from '@assistant-ui/react';
import { useAgUiRuntime } from '@assistant-ui/react-ag-ui';
import { rxHttpAgent } from 'codex-rx/ag-ui';
import { createRoot } from 'react-dom/client';

const agent = rxHttpAgent({ url: '/agent' });

/** A call of a tool, with its result, or with the buttons of one that waits for an approval. */
const ToolCall = ({ toolName, argsText, result, approval, respondToApproval }: ToolCallMessagePartProps) => (
  <section aria-label={`Tool ${toolName}`}>
    <code>
      {toolName} {argsText}
    </code>
    {result !== undefined && <output>{typeof result === 'string' ? result : JSON.stringify(result)}</output>}
    {approval && approval.approved === undefined && (
      <p>
        <button onClick={() => void respondToApproval({ approved: true })}>Approve</button>
        <button onClick={() => void respondToApproval({ approved: false })}>Refuse</button>
      </p>
    )}
  </section>
);

const UserMessage = () => (
  <MessagePrimitive.Root data-role="user">
    <MessagePrimitive.Parts />
  </MessagePrimitive.Root>
);

const AssistantMessage = () => (
  <MessagePrimitive.Root data-role="assistant">
    <MessagePrimitive.Parts components={{ tools: { Fallback: ToolCall } }} />
    <MessagePrimitive.Error>
      <ErrorPrimitive.Root>
        <ErrorPrimitive.Message />
      </ErrorPrimitive.Root>
    </MessagePrimitive.Error>
  </MessagePrimitive.Root>
);

const Chat = () => (
  <AssistantRuntimeProvider runtime={useAgUiRuntime({ agent })}>
    <ThreadPrimitive.Root>
      <ThreadPrimitive.Viewport>
        <ThreadPrimitive.Messages>
          {({ message }) => (message.role === 'user' ? <UserMessage /> : <AssistantMessage />)}
        </ThreadPrimitive.Messages>
      </ThreadPrimitive.Viewport>
      <ComposerPrimitive.Root>
        <ComposerPrimitive.Input aria-label="Message" placeholder="Ask for the weather, or for a mail" autoFocus />
        <AuiIf condition={({ thread }) => !thread.isRunning}>
          <ComposerPrimitive.Send>Send</ComposerPrimitive.Send>
        </AuiIf>
        <AuiIf condition={({ thread }) => thread.isRunning}>
          <ComposerPrimitive.Cancel>Stop</ComposerPrimitive.Cancel>
        </AuiIf>
      </ComposerPrimitive.Root>
    </ThreadPrimitive.Root>
  </AssistantRuntimeProvider>
);

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<Chat />);
