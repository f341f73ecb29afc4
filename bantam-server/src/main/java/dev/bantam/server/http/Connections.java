package dev.bantam.server.http;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** All clients' connections, each of which is looked after every 100 ms. */
final class Connections extends ServerConnector {
  private static final long PERIOD_NANOS = 100_000_000;

  private final Timeouts timeouts;
  private final Set<ClientEndPoint> open = ConcurrentHashMap.newKeySet();

  Connections(Server server, HttpSettings settings, ConnectionFactory protocol) {
    super(server, 1, 1, protocol);
    this.timeouts = settings.timeouts();
    setHost(settings.host());
    setPort(settings.port());
    // ClientEndPoint knows what a connection is waiting for, and how long it may.
    setIdleTimeout(0);
    setAcceptedSendBufferSize(HttpLimits.SEND_BUFFER);
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) {
    ClientEndPoint client = new ClientEndPoint(channel, selector, key, getScheduler(), timeouts);
    client.setIdleTimeout(getIdleTimeout());
    open.add(client);
    return client;
  }

  @Override
  protected void onEndPointClosed(EndPoint endPoint) {
    super.onEndPointClosed(endPoint);
    if (endPoint instanceof ClientEndPoint client) {
      open.remove(client);
    }
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    Thread.ofPlatform().daemon().name("bantam-connections").start(this::watch);
  }

  private void watch() {
    while (isStarting() || isRunning()) {
      long now = System.nanoTime();
      open.forEach(client -> check(client, now));
      LockSupport.parkNanos(PERIOD_NANOS);
    }
  }

  /** One connection's trouble is not the others'. */
  private static void check(ClientEndPoint client, long now) {
    try {
      client.check(now);
    } catch (RuntimeException e) {
      client.close(e);
    }
  }
}
