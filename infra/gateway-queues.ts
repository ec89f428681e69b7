import { type Deployment, EnvironmentError } from './deployment.ts';

export interface GatewayQueues {
  /** Names of queues by gateway. */
  readonly byGateway: ReadonlyMap<string, readonly string[]>;
  /** Names of the queues that the gateway on Fargate reads. */
  readonly ofFargate: readonly string[];
}

/**
 * Which gateway reads which queues. A queue has the id of its source (work) or of its destination (results). The
 * only gateway reads all; of several, each reads those that `queues` names. The gateway on Fargate reads those that
 * no other names.
 * @throws EnvironmentError if nobody reads a queue
 */
export function assignQueues(
  { gateways, fargateGateway }: Pick<Deployment, 'gateways' | 'fargateGateway'>,
  ids: readonly string[],
): GatewayQueues {
  const all = Object.entries(gateways);
  const named = new Set(all.flatMap(([, { queues = [] }]) => queues));
  const byGateway = new Map(
    all.map(
      ([gateway, { queues }]) =>
        [gateway, ids.filter((id) => queues?.includes(id) ?? all.length === 1)] as const,
    ),
  );
  const ofFargate = fargateGateway ? ids.filter((id) => !named.has(id)) : [];
  const read = new Set([...byGateway.values(), ofFargate].flat());
  const unread = ids.find((id) => !read.has(id));
  if (unread !== undefined)
    throw new EnvironmentError(`gateways: no gateway reads the queue ${unread}; add it to the queues of one`);
  return { byGateway, ofFargate };
}
