import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** What every function and queue of the deployment stands on. */
export interface Platform {
  /** Encrypts everything. */
  readonly key: IKey;
  /** Where alarms go. */
  readonly alarms: ITopic;
  readonly metricsNamespace: string;
  /** The checked site as a file; it is shipped beside the code of functions. */
  readonly siteFile: string;
  /** Only where the deployment is private: where its functions are. */
  readonly network?: PlatformNetwork | undefined;
}

export interface PlatformNetwork {
  readonly vpc: IVpc;
  /** Of the functions. */
  readonly functions: ISecurityGroup;
  /** The way to private APIs. */
  readonly apiEndpointId: string;
}
