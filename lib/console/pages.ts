import type { Page } from './page.ts';
import { todayPage } from './pages/today.ts';

/** Every page, in the order of the navigation. */
export const pages: readonly Page[] = [todayPage];
