// An application of Angular that is compiled ahead of time: a component with an answer, and a store with a conversation.
import { ChangeDetectionStrategy, Component, computed, inject, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { signalStore, withComputed } from '@ngrx/signals';
import { createProvider, ResponsesClient } from 'codex-rx';
import { answerResource, provideCodexRx } from 'codex-rx/angular';
import { withConversation } from 'codex-rx/ngrx';

const ChatStore = signalStore(
  withConversation(),
  withComputed(({ answer }) => ({ text: computed(() => answer()?.text ?? '') })),
);

@Component({
  selector: 'app-page',
  providers: [ChatStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p>{{ answer.value()?.text }}</p>
    <button (click)="chat.send('Write a haiku')" [disabled]="chat.busy()">Send</button>
    <output>{{ chat.text() }}</output>
  `,
})
class Page {
  protected readonly answer = answerResource({ params: () => 'Write a haiku' });
  protected readonly chat = inject(ChatStore);
}

const baseUrl = new URLSearchParams(location.search).get('server') ?? location.origin;
const client = new ResponsesClient({ provider: createProvider({ name: 'scripted', baseUrl }) });

void bootstrapApplication(Page, {
  providers: [
    provideZonelessChangeDetection(),
    provideCodexRx(() => ({ ask: (input) => client.streamPrompt('m', { input }) })),
  ],
});
