import type { Page } from './page.ts';
import { holdPage } from './pages/hold.ts';
import { messagesPage } from './pages/messages.ts';
import { todayPage } from './pages/today.ts';
import { waitingPage } from './pages/waiting.ts';

/** Every page, in the order of the navigation. */
export const pages: readonly Page[] = [todayPage, waitingPage, holdPage, messagesPage];
