import { expect } from 'chai';
import { Conversation, userMessage } from 'codex-rx';
import { NEVER } from 'rxjs';
import { branchesOf } from '../../examples/chat/page/branches.js';

describe('the versions of the chat example', () => {
  const start = () => {
    const chat = new Conversation(() => NEVER, { history: [userMessage('one')] });
    const branches = branchesOf(chat);
    const states: (readonly [shown: number, count: number])[] = [];
    branches.state$.subscribe({
      next: ({ shown, versions }) => states.push([shown, versions.length]),
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
      [0, 1],
      [1, 2],
      [0, 2],
      [1, 2],
    ]);
  });

  it('does nothing beyond the first and the last version', () => {
    const { chat, move, states } = start();
    move(-1);
    move(1);
    expect(states).to.have.length(1);
    expect(chat.state.history).to.have.length(1);
  });

  it('continues with the versions that were kept', () => {
    const chat = new Conversation(() => NEVER, { history: [userMessage('two')] });
    const { move } = branchesOf(chat, { shown: 1, versions: [[userMessage('one')], []] });
    move(-1);
    expect(chat.state.history).to.deep.equal([userMessage('one')]);
    move(1);
    expect(chat.state.history).to.deep.equal([userMessage('two')]);
  });
});
