<?php
/**
 * Embeds a page as WordPress does: php embed.php <folder of WordPress> <url>. Its own files are used as they are, with
 * its own HTTP, filters and sanitising; only what would ask a database is answered here. Prints one JSON object.
 */
[, $folder, $url] = $argv;
const WPINC = 'wp-includes';
define('ABSPATH', rtrim($folder, '/') . '/');
const WP_CONTENT_DIR = '/nonexistent';
error_reporting(E_ALL & ~E_DEPRECATED);
ini_set('display_errors', 'stderr');

foreach (['version', 'compat', 'load', 'plugin', 'class-wp-error', 'class-wp-list-util', 'functions', 'pomo/translations', 'l10n', 'formatting', 'kses', 'shortcodes', 'http', 'class-wp-http', 'class-wp-http-streams', 'class-wp-http-proxy', 'class-wp-http-cookie', 'class-wp-http-encoding', 'class-wp-http-response', 'class-wp-http-requests-response', 'class-wp-http-requests-hooks', 'embed', 'class-wp-oembed'] as $file) {
    require ABSPATH . WPINC . "/$file.php";
}

/** What WordPress asks its database or its theme. */
const OPTIONS = ['blog_charset' => 'UTF-8', 'siteurl' => 'https://blog.example', 'home' => 'https://blog.example'];
add_filter('pre_option', fn ($found, $name) => OPTIONS[$name] ?? '', 10, 2);
function get_bloginfo($show = '') { return $show === 'version' ? $GLOBALS['wp_version'] : 'https://blog.example'; }
function get_home_url() { return 'https://blog.example'; }
function home_url() { return 'https://blog.example'; }
function wp_generate_password($length) { return str_repeat('a', $length); }
$GLOBALS['content_width'] = 600;

// This machine's own addresses are no site's, unless it is told so.
add_filter('http_request_host_is_external', '__return_true');
add_filter('http_allowed_safe_ports', fn ($ports) => [...$ports, parse_url($url, PHP_URL_PORT)]);
// As wp-includes/default-filters.php adds them.
add_filter('oembed_dataparse', 'wp_filter_oembed_iframe_title_attribute', 5, 3);
add_filter('oembed_dataparse', 'wp_filter_oembed_result', 10, 3);

$asked = [];
add_action('http_api_debug', function ($response, $context, $class, $arguments, $target) use (&$asked) {
    $asked[] = ['url' => $target, 'status' => wp_remote_retrieve_response_code($response) ?: (is_wp_error($response) ? $response->get_error_message() : '')];
}, 10, 5);

$oembed = _wp_oembed_get_object();
$provider = $oembed->discover($url);
$data = $provider ? $oembed->fetch($provider, $url) : false;
$xml = $provider ? $oembed->_fetch_with_format(add_query_arg(['url' => urlencode($url), 'dnt' => 1], $provider), 'xml') : false;
echo json_encode([
    'version' => $GLOBALS['wp_version'],
    'provider' => $provider,
    'data' => $data,
    // Without and with what WordPress does to a provider that nobody has called trusted.
    'html' => $data ? $oembed->get_html($url) : false,
    'xml' => is_wp_error($xml) ? $xml->get_error_code() : $xml,
    'asked' => $asked,
], JSON_UNESCAPED_SLASHES), "\n";
