import { expect } from 'chai';
import { Conversation, userMessage } from 'codex-rx';
import { NEVER } from 'rxjs';
import { branchesOf, type BranchState } from '../../examples/chat/page/branches.js';

describe('the versions of the chat example', () => {
  const start = () => {
    const chat = new Conversation(() => NEVER, { history: [userMessage('one')] });
    const branches = branchesOf(chat);
    const states: BranchState[] = [];
    branches.state$.subscribe({
      next: (state) => states.push(state),
      error: (error: unknown) => expect.fail(String(error)),
    });
    return { chat, ...branches, states };
  };

  it('keeps the version before an edit, and goes back to it', () => {
    const { chat, branch, move, states } = start();
    branch(() => chat.edit(0, 'two'));
    expect(chat.state.busy).to.equal(true);
    move(-1);
    expect(chat.state).to.deep.include({ busy: false, history: [userMessage('one')] });
    move(1);
    expect(chat.state.history).to.deep.equal([userMessage('two')]);
    expect(states).to.deep.equal([
      { shown: 0, count: 1 },
      { shown: 1, count: 2 },
      { shown: 0, count: 2 },
      { shown: 1, count: 2 },
    ]);
  });

  it('does nothing beyond the first and the last version', () => {
    const { chat, move, states } = start();
    move(-1);
    move(1);
    expect(states).to.have.length(1);
    expect(chat.state.history).to.have.length(1);
  });
});
