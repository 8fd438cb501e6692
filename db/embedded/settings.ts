import { statfsSync } from 'node:fs';

/** Set for one application on one machine that also runs Node. Durability is never traded away: fsync stays on. */
export const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '512MB',
  work_mem: '64MB',
  maintenance_work_mem: '256MB',
  effective_cache_size: '2GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  log_min_messages: 'warning',
  dynamic_shared_memory_type: sharedMemory(),
};

/** Containers often mount a /dev/shm of 64 MB, which one parallel hash join fills; System V memory has no such limit. */
function sharedMemory(): string {
  if (process.platform === 'win32') return 'windows';
  if (process.platform !== 'linux') return 'posix';
  try {
    const { bsize, blocks } = statfsSync('/dev/shm');
    return bsize * blocks >= 2 ** 30 ? 'posix' : 'sysv';
  } catch {
    return 'sysv';
  }
}
