<?php

// Stands in for Composer's autoloader: Guzzle comes from Debian (php-guzzlehttp-guzzle), the client from generated/.

declare(strict_types=1);

require 'GuzzleHttp/autoload.php';

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'BrowserUse\\')) {
        require __DIR__ . '/generated/lib/' . strtr(substr($class, strlen('BrowserUse\\')), '\\', '/') . '.php';
    }
});
