<?php

// Tasks, files and profiles with the client that OpenAPI Generator makes for PHP. It needs guzzlehttp/guzzle.

declare(strict_types=1);

require __DIR__ . '/autoload.php';

use BrowserUse\Api\ProfilesApi;
use BrowserUse\Api\SessionsApi;
use BrowserUse\Api\WorkspacesApi;
use BrowserUse\ApiException;
use BrowserUse\Configuration;
use BrowserUse\Model\CreateProfileRequest;
use BrowserUse\Model\CreateSessionRequest;
use BrowserUse\Model\CreateWorkspaceRequest;
use BrowserUse\Model\FileToUpload;
use BrowserUse\Model\Session;
use BrowserUse\Model\SessionStatus;
use BrowserUse\Model\UploadFilesRequest;
use GuzzleHttp\Client;

$configuration = (new Configuration())
    ->setHost(getenv('BROWSER_USE_BASE_URL') ?: 'https://api.browser-use.com/api/v3')
    ->setBooleanFormatForQueryString(Configuration::BOOLEAN_FORMAT_STRING) // else it sends 1 and 0, which the API refuses
    ->setApiKey('X-Browser-Use-API-Key', (string) getenv('BROWSER_USE_API_KEY'));
Configuration::setDefaultConfiguration($configuration);
$http = new Client();
$sessions = new SessionsApi($http, $configuration);
$workspaces = new WorkspacesApi($http, $configuration);
$profiles = new ProfilesApi($http, $configuration);

function wait(SessionsApi $sessions, Session $session): Session
{
    $ended = [SessionStatus::STOPPED, SessionStatus::TIMED_OUT, SessionStatus::ERROR];
    while ($session->getIsTaskSuccessful() === null && !in_array($session->getStatus(), $ended, true)) {
        usleep(200_000);
        $session = $sessions->getSession($session->getId());
    }
    return $session;
}

// A task, and what the agent said.
$request = new CreateSessionRequest(['task' => 'Find the cheapest mouse', 'max_cost_usd' => '0.50']);
$mouse = wait($sessions, $sessions->createSession($request));
echo "output: {$mouse->getOutput()}\n";
echo "cost: {$mouse->getTotalCostUsd()} USD\n";
echo "model: {$mouse->getModel()}\n";
$messages = $sessions->listSessionMessages($mouse->getId(), limit: 100)->getMessages();
echo 'messages: ' . count($messages) . ", the first from {$messages[0]->getRole()}\n";

// Two tasks in one session, which is stopped afterwards.
$chat = $sessions->createSession(new CreateSessionRequest(['task' => 'Name a city', 'keep_alive' => true]));
try {
    echo 'first task: ' . wait($sessions, $chat)->getOutput() . "\n";
    $request = new CreateSessionRequest(
        ['session_id' => $chat->getId(), 'task' => 'How many people live there?', 'keep_alive' => true],
    );
    echo 'follow-up: ' . wait($sessions, $sessions->createSession($request))->getOutput() . "\n";
} finally {
    echo "status: {$sessions->stopSession($chat->getId())->getStatus()}\n";
}

// A request that is refused: a session without a task.
try {
    $sessions->createSession(new CreateSessionRequest(['session_id' => $chat->getId()]));
} catch (ApiException $refusal) {
    if ($refusal->getCode() !== 422) {
        throw $refusal;
    }
    foreach (json_decode((string) $refusal->getResponseBody())->detail as $issue) {
        echo 'refused: ' . implode('.', $issue->loc) . ": {$issue->msg}\n";
    }
}

// A file up and down. The URLs belong to a storage host: the API key does not go there.
$workspace = $workspaces->createWorkspace(new CreateWorkspaceRequest(['name' => 'Prices']));
$content = 'mouse,39.90';
$file = new FileToUpload(['name' => 'prices.csv', 'content_type' => 'text/csv', 'size' => strlen($content)]);
$upload = $workspaces->uploadWorkspaceFiles($workspace->getId(), new UploadFilesRequest(['files' => [$file]]));
foreach ($upload->getFiles() as $target) {
    $http->put($target->getUploadUrl(), ['body' => $content, 'headers' => ['Content-Type' => $file->getContentType()]]);
}
foreach ($workspaces->listWorkspaceFiles($workspace->getId(), include_urls: true)->getFiles() as $found) {
    echo "file: {$http->get($found->getUrl())->getBody()}\n";
}

// All profiles, two to a page.
foreach (['Ann', 'Bob', 'Cem'] as $name) {
    $profiles->createProfile(new CreateProfileRequest(['name' => $name]));
}
$names = [];
for ($number = 1; ; $number++) {
    $page = $profiles->listProfiles(page_size: 2, page_number: $number);
    foreach ($page->getItems() as $profile) {
        $names[] = $profile->getName();
    }
    if ($page->getItems() === [] || count($names) >= $page->getTotalItems()) {
        break;
    }
}
echo 'profiles: ' . implode(', ', $names) . "\n";
