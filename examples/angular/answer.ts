import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { adviceFor } from 'codex-rx';
import { answerResource } from 'codex-rx/angular';

/**
 * Streams an answer to a question; another question cancels it. Provide the connection once, for the application:
 * `provideCodexRx(() => ({ ask: (input) => client.streamPrompt('gpt-5.1', { input }).pipe(retryAnswer()) }))`.
 */
@Component({
  selector: 'app-answer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="ask($event, prompt.value)">
      <input #prompt aria-label="Prompt" />
      <button type="submit">Ask</button>
      <button type="button" [disabled]="!answer.isLoading()" (click)="answer.stop()">Stop</button>
    </form>
    @if (answer.value(); as answer) {
      <p aria-live="polite" [attr.aria-busy]="answer.status === 'streaming'">{{ answer.text }}</p>
      @switch (answer.status) {
        @case ('waiting') {
          <small>Thinking …</small>
        }
        @case ('retrying') {
          <small>Asking again ({{ answer.retry?.attempt }} of {{ answer.retry?.max }}) …</small>
        }
        @case ('stopped') {
          <small>Stopped.</small>
        }
        @case ('failed') {
          <small role="alert">{{ answer.error && adviceFor(answer.error) }}</small>
        }
      }
    }
  `,
})
export class AnswerComponent {
  protected readonly adviceFor = adviceFor;
  private readonly question = signal<string | undefined>(undefined);
  // The resource closes the connection when the component is destroyed.
  protected readonly answer = answerResource({ params: this.question });

  protected ask(event: SubmitEvent, prompt: string): void {
    event.preventDefault();
    this.question.set(prompt);
  }
}
