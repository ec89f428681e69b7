import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { AccessCheck, Refusal } from '../aws/endpoint.ts';
import type { AwsRequest } from '../aws/request.ts';
import { type PolicyDocument, type Principals, roleOf } from './principals.ts';
import { type Permission, type ResourceNames, requiredPermissions } from './required-permissions.ts';

export interface RoleAccessOptions {
  readonly principals: Principals;
  readonly names: ResourceNames;
  readonly account: string;
  /** Resource policies of queues, the bucket and the key, by ARN. */
  readonly resourcePolicies: ReadonlyMap<string, unknown>;
}

/** A permission that a caller has used: `Receive… dynamodb:PutItem arn:…`. */
export interface UsedPermission extends Permission {
  readonly caller: string;
}

/**
 * Judges requests as IAM does, by the policies of the template. A caller of the template may do only what its
 * role allows. Any other caller (`local`) owns the account.
 */
export class RoleAccess implements AccessCheck {
  readonly #options: RoleAccessOptions;
  readonly #verdicts = new Map<string, Promise<boolean>>();
  readonly #used = new Map<string, UsedPermission>();
  readonly #revoked = new Set<string>();

  constructor(options: RoleAccessOptions) {
    this.#options = options;
  }

  async refuse(request: AwsRequest): Promise<Refusal | undefined> {
    for (const permission of requiredPermissions(request, this.#options.names))
      if (!(await this.mayDo(request.caller, permission))) return refusal(request.caller, permission);
    return undefined;
  }

  /**
   * Revokes an action from every role whose name starts with `role` (`Receive`), until the returned function
   * is called. Shows how a deployment without that permission behaves.
   */
  revoke(role: string, action: string): () => void {
    const revoked = `${role} ${action}`;
    this.#revoked.add(revoked);
    this.#verdicts.clear();
    return () => {
      this.#revoked.delete(revoked);
      this.#verdicts.clear();
    };
  }

  /** The policies of a caller, without revoked actions. */
  #policiesOf(caller: string): readonly PolicyDocument[] {
    return (this.#options.principals.get(caller) ?? []).map((document) => ({
      ...document,
      Statement: document.Statement.flatMap((statement) => {
        const Action = [statement.Action].flat().filter((action) => !this.#isRevoked(caller, action));
        return Action.length === 0 ? [] : [{ ...statement, Action }];
      }),
    }));
  }

  #isRevoked(caller: string, action: string): boolean {
    return [...this.#revoked].some((one) => {
      const [role = '', revoked] = one.split(' ');
      return action === revoked && roleOf(caller).startsWith(role);
    });
  }

  /**
   * Whether a caller has this permission. A caller that is no role of the template may do everything. Of the
   * template's roles, each permission that they use is recorded.
   */
  async mayDo(caller: string, permission: Permission): Promise<boolean> {
    if (!this.#options.principals.has(caller)) return true;
    const name = `${caller} ${permission.action} ${permission.resource}`;
    const verdict = this.#verdicts.get(name) ?? this.#simulate(caller, permission);
    this.#verdicts.set(name, verdict);
    const isAllowed = await verdict;
    if (isAllowed) this.#used.set(name, { caller, ...permission });
    return isAllowed;
  }

  /** Every permission used so far. */
  used(): readonly UsedPermission[] {
    return [...this.#used.values()];
  }

  async #simulate(caller: string, { action, resource }: Permission): Promise<boolean> {
    const { account, resourcePolicies } = this.#options;
    const policy = resourcePolicies.get(resource) ?? resourcePolicies.get(resource.replace(/\/.*$/, ''));
    const simulated = await runSimulation(
      {
        request: {
          action,
          principal: `arn:aws:sts::${account}:assumed-role/${caller}/local`,
          resource: { resource, accountId: account },
          contextVariables: { 'aws:SecureTransport': 'true' },
        },
        identityPolicies: this.#policiesOf(caller).map((document, index) => ({
          name: `${caller}-${index}`,
          policy: document,
        })),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...(policy === undefined ? {} : { resourcePolicy: policy }),
      },
      {},
    );
    if (simulated.resultType === 'error')
      throw new Error(`IAM cannot judge ${action} on ${resource}: ${simulated.errors.message}`);
    return simulated.overallResult === 'Allowed';
  }
}

const refusal = (caller: string, { action, resource }: Permission): Refusal => ({
  action,
  message: `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
});
