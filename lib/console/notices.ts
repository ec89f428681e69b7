import { html } from 'hono/html';
import type { Role } from '../model/role.ts';
import type { Html } from './page.ts';

/** A page of another role: what the person may do instead. */
export const otherRole = (roles: readonly Role[], home: string): Html => html`
<p>This page is for another role: ${roles.join(', ')}.</p>
<p>If you need it for your work, ask the person who manages your groups. <a href="${home}">Go to the first page</a>.</p>`;

export const unknownPage = (home: string): Html => html`
<p>There is no page at this address.</p>
<p><a href="${home}">Go to the first page</a>.</p>`;

export const strangeForm = (home: string): Html => html`
<p>Nothing was done. The form does not belong to your session: it may have been open since before you signed in.</p>
<p><a href="${home}">Go to the first page</a>, and fill in the form again.</p>`;

export const failed = (home: string): Html => html`
<p>The page cannot be shown now. Nothing was lost: messages are received and delivered without the console.</p>
<p>Try again in a minute. <a href="${home}">Go to the first page</a>.</p>`;

export const tooLongPage = (home: string): Html => html`
<p>The page would be longer than can be sent, so nothing of it is shown. The command line of Labwire shows it.</p>
<p><a href="${home}">Go to the first page</a>.</p>`;

export const signedOut = (signIn: string): Html => html`
<p>You may close the window. <a href="${signIn}">Sign in again</a>.</p>`;

export const sessionOver = (signIn: string): Html => html`
<p>You did nothing for a while, or your working day is over. What you had sent is done; a form that you had not sent is lost.</p>
<p><a href="${signIn}">Sign in again</a>.</p>`;

export const refusedSignIn = (signIn: string): Html => html`
<p>The sign-in did not succeed. It may have taken too long, or been begun in another window.</p>
<p><a href="${signIn}">Try again</a>.</p>`;

export const noRole = (): Html => html`
<p>You are known, but none of your groups gives you a role in this console.</p>
<p>Ask the person who manages your groups. The site file says which group gives which role (console.roles).</p>`;

/** Asks for the reason that a form lacks, and keeps everything else that it said. */
export const reasonForm = (address: string, form: URLSearchParams): Html => html`
<form method="post" action="${address}" class="reason">
${[...form].map(([name, value]) =>
  name === 'reason' ? '' : html`<input type="hidden" name="${name}" value="${value}">`,
)}
<p><label for="reason">Reason</label></p>
<p id="reason-hint">Give it in words, with at most 500 characters. It is written to the audit log with your name, before anything is shown or changed.</p>
<p><input id="reason" name="reason" required maxlength="500" autocomplete="off" aria-describedby="reason-hint"></p>
<p><button>Continue</button></p>
</form>`;
