// What the embedded PostgreSQL is told on its command line: sized for a laptop with two cores, as durable as PostgreSQL is by default.
export function serverSettings(port: number): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    // A socket's path must fit into 107 bytes, which a data folder's need not; TCP on the machine itself is enough.
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '256MB',
    effective_cache_size: '1GB',
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    max_wal_size: '2GB',
    min_wal_size: '128MB',
    random_page_cost: '1.1',
    max_parallel_workers_per_gather: '1',
    io_workers: '2',
    // Compiling a plan costs more than the short statements of the services gain.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The services tell of their failed statements; a second record here could hold personal data.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_line_prefix: '',
  };
}
