# Tasks, files and profiles with the gem that OpenAPI Generator makes. It needs the gem typhoeus (Debian: ruby-typhoeus).
require "browser_use"
require "json"
require "net/http"

BrowserUse.configure do |config|
  url = URI(ENV.fetch("BROWSER_USE_BASE_URL", "https://api.browser-use.com/api/v3"))
  config.scheme = url.scheme
  config.host = "#{url.host}:#{url.port}"
  config.base_path = url.path
  config.server_index = nil # The URL above, instead of the first that the document lists.
  config.api_key["X-Browser-Use-API-Key"] = ENV.fetch("BROWSER_USE_API_KEY")
end
SESSIONS = BrowserUse::SessionsApi.new
WORKSPACES = BrowserUse::WorkspacesApi.new
PROFILES = BrowserUse::ProfilesApi.new
ENDED = [BrowserUse::SessionStatus::STOPPED, BrowserUse::SessionStatus::TIMED_OUT, BrowserUse::SessionStatus::ERROR].freeze

def create(**settings)
  SESSIONS.create_session(BrowserUse::CreateSessionRequest.new(settings))
end

def wait(session)
  while session.is_task_successful.nil? && !ENDED.include?(session.status)
    sleep 0.2
    session = SESSIONS.get_session(session.id)
  end
  session
end

# A task, and what the agent said.
mouse = wait(create(task: "Find the cheapest mouse", max_cost_usd: "0.50"))
puts "output: #{mouse.output}"
puts "cost: #{mouse.total_cost_usd} USD"
puts "model: #{mouse.model}"
messages = SESSIONS.list_session_messages(mouse.id, limit: 100).messages
puts "messages: #{messages.size}, the first from #{messages.first.role}"

# Two tasks in one session, which is stopped afterwards.
chat = create(task: "Name a city", keep_alive: true)
begin
  puts "first task: #{wait(chat).output}"
  follow_up = create(session_id: chat.id, task: "How many people live there?", keep_alive: true)
  puts "follow-up: #{wait(follow_up).output}"
ensure
  puts "status: #{SESSIONS.stop_session(chat.id).status}"
end

# A request that is refused: a session without a task.
begin
  create(session_id: chat.id)
rescue BrowserUse::ApiError => e
  raise unless e.code == 422

  JSON.parse(e.response_body)["detail"].each { |issue| puts "refused: #{issue["loc"].join(".")}: #{issue["msg"]}" }
end

# A file up and down. The URLs belong to a storage host: the API key does not go there.
workspace = WORKSPACES.create_workspace(create_workspace_request: BrowserUse::CreateWorkspaceRequest.new(name: "Prices"))
content = "mouse,39.90"
file = BrowserUse::FileToUpload.new(name: "prices.csv", content_type: "text/csv", size: content.bytesize)
upload = WORKSPACES.upload_workspace_files(workspace.id, BrowserUse::UploadFilesRequest.new(files: [file]))
upload.files.each do |target|
  url = URI(target.upload_url)
  put = Net::HTTP::Put.new(url, "Content-Type" => file.content_type)
  put.body = content
  Net::HTTP.start(url.host, url.port, use_ssl: url.scheme == "https") { |http| http.request(put).value }
end
WORKSPACES.list_workspace_files(workspace.id, include_urls: true).files.each do |found|
  puts "file: #{Net::HTTP.get(URI(found.url))}"
end

# All profiles, two to a page.
%w[Ann Bob Cem].each do |name|
  PROFILES.create_profile(create_profile_request: BrowserUse::CreateProfileRequest.new(name: name))
end
names = []
(1..).each do |number|
  page = PROFILES.list_profiles(page_number: number, page_size: 2)
  names.concat(page.items.map(&:name))
  break if page.items.empty? || names.size >= page.total_items
end
puts "profiles: #{names.join(", ")}"
