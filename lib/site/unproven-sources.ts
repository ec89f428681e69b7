import type { Site } from './site.ts';

/**
 * The ids of the sources that every sender can pretend to be: they name no certificate, so that MSH-3 and MSH-4 alone
 * say who they are.
 */
export const unprovenSources = ({ sources }: Pick<Site, 'sources'>): readonly string[] =>
  sources.filter(({ certificate }) => certificate === undefined).map(({ id }) => id);

/** Whether senders show certificates at a channel of the site's gateway. */
export const hasMutualTls = ({ gateway }: Pick<Site, 'gateway'>): boolean =>
  (gateway?.channels ?? []).some((channel) => 'tls' in channel && channel.tls?.clientAuthority !== undefined);
